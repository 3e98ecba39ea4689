package io.evac.journal;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** Keeps the stays of a move in its phases, as its record changes; for people, nothing is decided by them. */
final class Stays {
    private final Clock clock;

    Stays(Clock clock) {
        this.clock = clock;
    }

    /** The stay that a move's row points at. */
    private record Stay(long number, Phase phase, int attempt, boolean homeward) {}

    /** Ends and begins stays so that they fit the record; answers the number of the open one. */
    @Nullable
    Long follow(JdbcClient client, MoveRecord before, MoveRecord now) {
        Optional<Stay> open = open(client, now);
        boolean inside = now.phase().isPresent()
                && !now.completed().contains(now.phase().get())
                && (now.state() == MoveState.RUNNING || now.state() == MoveState.WAITING);
        if (open.isPresent() && inside && same(open.get(), now)) {
            return open.get().number();
        }
        open.ifPresent(stay -> end(client, stay, now));
        if (inside) {
            return begin(client, now, now.phase().get(), false);
        }
        if (open.isEmpty()
                && now.phase().isPresent()
                && finishedUnseen(before, now, now.phase().get())) {
            begin(client, now, now.phase().get(), true);
        }
        return null;
    }

    private static boolean same(Stay stay, MoveRecord now) {
        return now.phase().filter(stay.phase()::equals).isPresent()
                && stay.attempt() == now.attempt()
                && stay.homeward() == now.homeward();
    }

    private static boolean finishedUnseen(MoveRecord before, MoveRecord now, Phase phase) {
        boolean sameWalk = before.homeward() == now.homeward() && before.attempt() == now.attempt();
        return now.completed().contains(phase)
                && !(sameWalk && before.completed().contains(phase));
    }

    private static Optional<Stay> open(JdbcClient client, MoveRecord now) {
        return client.sql("""
                        SELECT number, phase, attempt, homeward FROM evac_phase
                        WHERE number = (SELECT open_phase FROM evac_move WHERE id = ?)""")
                .param(now.id().value())
                .query((row, index) -> new Stay(
                        row.getLong("number"),
                        Phase.valueOf(row.getString("phase")),
                        row.getInt("attempt"),
                        row.getBoolean("homeward")))
                .optional();
    }

    private void end(JdbcClient client, Stay stay, MoveRecord now) {
        boolean done = stay.homeward() == now.homeward()
                && stay.attempt() == now.attempt()
                && now.completed().contains(stay.phase());
        String outcome = done ? "done" : now.code().orElse(now.state().word());
        client.sql("UPDATE evac_phase SET ended = ?, outcome = ? WHERE number = ?")
                .param(clock.millis())
                .param(outcome)
                .param(stay.number())
                .update();
    }

    private long begin(JdbcClient client, MoveRecord now, Phase phase, boolean endedAtOnce) {
        GeneratedKeyHolder number = new GeneratedKeyHolder();
        client.sql("""
                INSERT INTO evac_phase (run, move, phase, attempt, homeward, started, ended, outcome)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(now.run())
                .param(now.id().value())
                .param(phase.name())
                .param(now.attempt())
                .param(now.homeward())
                .param(clock.millis())
                .param(endedAtOnce ? clock.millis() : null)
                .param(endedAtOnce ? "done" : null)
                .update(number, "number");
        return java.util.Objects.requireNonNull(number.getKey(), "the database gave no number")
                .longValue();
    }
}

package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
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
    record Stay(long number, Phase phase, int attempt, boolean homeward) {}

    /** A move as its row has it before a write: what decides about its stays, and the open one. */
    record Before(
            HostName from,
            MoveState state,
            List<Phase> completed,
            int attempt,
            boolean homeward,
            long downtimeMillis,
            Optional<Stay> open) {}

    /** Empty when there is no such move. */
    Optional<Before> before(JdbcClient client, MoveId move) {
        return client.sql("""
                        SELECT v.source, m.state, m.completed, m.attempt, m.homeward, m.downtime_millis, m.open_phase,
                          s.phase AS in_phase, s.attempt AS in_attempt, s.homeward AS in_homeward
                        FROM evac_migration m JOIN evac_move v ON v.id = m.move
                        LEFT JOIN evac_phase s ON s.number = m.open_phase WHERE m.move = ?""")
                .param(move.value())
                .query((row, index) -> new Before(
                        new HostName(row.getString("source")),
                        MoveState.valueOf(row.getString("state")),
                        MoveRows.phases(row.getString("completed")),
                        row.getInt("attempt"),
                        row.getBoolean("homeward"),
                        row.getLong("downtime_millis"),
                        open(row)))
                .optional();
    }

    private static Optional<Stay> open(ResultSet row) throws SQLException {
        String phase = row.getString("in_phase");
        return phase == null
                ? Optional.empty()
                : Optional.of(new Stay(
                        row.getLong("open_phase"),
                        Phase.valueOf(phase),
                        row.getInt("in_attempt"),
                        row.getBoolean("in_homeward")));
    }

    /** Ends and begins stays so that they fit the record; answers the number of the open one. */
    @Nullable
    Long follow(JdbcClient client, Before before, MoveRecord now) {
        Optional<Stay> open = before.open();
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

    /** The phase that the move is in, or was in last; empty when it came to none. */
    Optional<Phase> last(JdbcClient client, MoveRecord now) {
        return now.phase()
                .or(() -> client.sql(
                                "SELECT phase FROM evac_phase WHERE run = ? AND move = ? ORDER BY number DESC LIMIT 1")
                        .param(now.run())
                        .param(now.id().value())
                        .query(String.class)
                        .optional()
                        .map(Phase::valueOf));
    }

    private static boolean same(Stay stay, MoveRecord now) {
        return now.phase().filter(stay.phase()::equals).isPresent()
                && stay.attempt() == now.attempt()
                && stay.homeward() == now.homeward();
    }

    private static boolean finishedUnseen(Before before, MoveRecord now, Phase phase) {
        boolean sameWalk = before.homeward() == now.homeward() && before.attempt() == now.attempt();
        return now.completed().contains(phase)
                && !(sameWalk && before.completed().contains(phase));
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

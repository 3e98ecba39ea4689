package io.evac.journal;

import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** Appends to the history; always within somebody's transaction. */
final class Events {
    static final int TEXT = 4000;
    static final int ACTOR = 200;
    private final Clock clock;

    Events(Clock clock) {
        this.clock = clock;
    }

    /** Something to be written; empty parts are left out. */
    record Entry(
            String run,
            Optional<String> move,
            String kind,
            String actor,
            Optional<Long> epoch,
            Optional<Phase> phase,
            Optional<Long> intent,
            String text) {

        static Entry ofRun(String run, String kind, String actor, String text) {
            return new Entry(
                    run, Optional.empty(), kind, actor, Optional.empty(), Optional.empty(), Optional.empty(), text);
        }

        static Entry ofMove(String run, MoveId move, String kind, String actor, String text) {
            return new Entry(
                    run,
                    Optional.of(move.value()),
                    kind,
                    actor,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    text);
        }

        /** The same, written under an epoch. */
        Entry under(long writer) {
            return new Entry(run, move, kind, actor, Optional.of(writer), phase, intent, text);
        }

        Entry in(Phase where) {
            return new Entry(run, move, kind, actor, epoch, Optional.of(where), intent, text);
        }

        /** The same, as the outcome of an intent. */
        Entry answering(long number) {
            return new Entry(run, move, kind, actor, epoch, phase, Optional.of(number), text);
        }
    }

    void append(JdbcClient client, Entry entry) {
        insert(client, entry).update();
    }

    /** Appends it and answers its number. */
    long number(JdbcClient client, Entry entry) {
        GeneratedKeyHolder number = new GeneratedKeyHolder();
        insert(client, entry).update(number, "number");
        return java.util.Objects.requireNonNull(number.getKey(), "the database gave no number")
                .longValue();
    }

    private JdbcClient.StatementSpec insert(JdbcClient client, Entry entry) {
        return client.sql("""
                INSERT INTO evac_event (at, run, move, kind, actor, epoch, phase, intent, text)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(clock.millis())
                .param(entry.run())
                .param(entry.move().orElse(null))
                .param(entry.kind())
                .param(fit(entry.actor(), ACTOR))
                .param(entry.epoch().orElse(null))
                .param(entry.phase().map(Phase::name).orElse(null))
                .param(entry.intent().orElse(null))
                .param(fit(entry.text(), TEXT));
    }

    /** The text, cut to what its column holds. */
    static String fit(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    static @Nullable String fitOrNull(Optional<String> text, int most) {
        return text.map(value -> fit(value, most)).orElse(null);
    }
}

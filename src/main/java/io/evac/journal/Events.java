package io.evac.journal;

import io.evac.migration.Phase;
import io.evac.notice.What;
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
            String text,
            Optional<What> told) {

        static Entry ofRun(String run, String kind, String actor, String text) {
            return new Entry(
                    run,
                    Optional.empty(),
                    kind,
                    actor,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    text,
                    Optional.empty());
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
                    text,
                    Optional.empty());
        }

        /** The same, written under an epoch. */
        Entry under(long writer) {
            return new Entry(run, move, kind, actor, Optional.of(writer), phase, intent, text, told);
        }

        Entry in(Phase where) {
            return new Entry(run, move, kind, actor, epoch, Optional.of(where), intent, text, told);
        }

        /** The same, as the outcome of an intent. */
        Entry answering(long number) {
            return new Entry(run, move, kind, actor, epoch, phase, Optional.of(number), text, told);
        }

        /** The same, of which people are told. */
        Entry telling(What what) {
            return new Entry(run, move, kind, actor, epoch, phase, intent, text, Optional.of(what));
        }
    }

    void append(JdbcClient client, Entry entry) {
        if (entry.told().isPresent()) {
            number(client, entry);
        } else {
            insert(client, entry).update();
        }
    }

    /** Appends it and answers its number. */
    long number(JdbcClient client, Entry entry) {
        GeneratedKeyHolder number = new GeneratedKeyHolder();
        insert(client, entry).update(number, "number");
        long given = java.util.Objects.requireNonNull(number.getKey(), "the database gave no number")
                .longValue();
        entry.told().ifPresent(what -> tell(client, given, what, entry));
        return given;
    }

    /** With the event, or not at all: whoever is told reads it from there. */
    private void tell(JdbcClient client, long event, What what, Entry entry) {
        client.sql("INSERT INTO evac_happening (event, what, subject, move, at, text) VALUES (?, ?, ?, ?, ?, ?)")
                .param(event)
                .param(what.name())
                .param(entry.run())
                .param(entry.move().orElse(null))
                .param(clock.millis())
                .param(fit(entry.text(), TEXT))
                .update();
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

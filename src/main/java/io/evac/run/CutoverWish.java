package io.evac.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When an operator, or an owner, wants an instance to cut over, whatever its list says. What is wanted waits for no canaries.
 *
 * @param at with {@link Kind#AT}: not before, to the millisecond
 */
public record CutoverWish(Kind kind, Optional<Instant> at, Hours hours) {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** What is wanted. */
    public enum Kind {
        /** As soon as its copy is up to date. */
        NOW,
        /** Not before a time. */
        AT,
        /** Not before it is asked for again; it is copied meanwhile. */
        HOLD
    }

    /** What the run's window means for it. */
    public enum Hours {
        /** It holds. */
        WINDOW,
        /** It holds, but for its opening: what an owner may choose. */
        EARLY,
        /** Nothing: what an operator may choose. */
        ANY
    }

    /** @throws IllegalArgumentException for a time where there is none, or none where there is one */
    public CutoverWish {
        at = at.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
        if (kind == Kind.AT != at.isPresent() || kind == Kind.HOLD && hours != Hours.WINDOW) {
            throw new IllegalArgumentException("a cutover is wanted now, at a time, or not yet. Maybe one of the three,"
                    + " and outside the window only for the first two");
        }
        if (at.filter(LAST::isBefore).isPresent()) {
            throw new IllegalArgumentException("no cutover begins behind " + LAST + ". Maybe hold");
        }
    }

    /** Within the window only. */
    public CutoverWish(Kind kind, Optional<Instant> at) {
        this(kind, at, Hours.WINDOW);
    }

    /** For people, in the history. */
    public String words() {
        String when = switch (kind) {
            case NOW -> "cutover as soon as possible";
            case AT -> "cutover not before " + at.orElseThrow();
            case HOLD -> "cutover held back, copying goes on";
        };
        return when
                + switch (hours) {
                    case WINDOW -> "";
                    case EARLY -> ", also before the window opens";
                    case ANY -> ", also outside the window";
                };
    }
}

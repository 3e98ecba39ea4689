package io.evac.run;

import java.time.Instant;
import java.util.Optional;

/**
 * When an operator, or an owner, wants an instance to cut over, whatever its list says. What is wanted waits for no canaries.
 *
 * @param at with {@link Kind#AT}: not before
 * @param outsideWindow the run's window does not hold for it any more
 */
public record CutoverWish(Kind kind, Optional<Instant> at, boolean outsideWindow) {
    /** What is wanted. */
    public enum Kind {
        /** As soon as its copy is up to date. */
        NOW,
        /** Not before a time. */
        AT,
        /** Not before it is asked for again; it is copied meanwhile. */
        HOLD
    }

    /** @throws IllegalArgumentException for a time where there is none, or none where there is one */
    public CutoverWish {
        if (kind == Kind.AT != at.isPresent() || kind == Kind.HOLD && outsideWindow) {
            throw new IllegalArgumentException("a cutover is wanted now, at a time, or not yet. Maybe one of the three,"
                    + " and outside the window only for the first two");
        }
    }

    /** For people, in the history. */
    public String words() {
        String when = switch (kind) {
            case NOW -> "cutover as soon as possible";
            case AT -> "cutover not before " + at.orElseThrow();
            case HOLD -> "cutover held back, copying goes on";
        };
        return when + (outsideWindow ? ", also outside the window" : "");
    }
}

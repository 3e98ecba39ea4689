package io.evac.migration;

import java.time.Duration;
import java.time.Instant;

/**
 * A source that does not come back before its fence. Nothing was committed, so nothing may be started for it; what has
 * arrived may be the last data there are: it is kept, with its age.
 */
final class SourceLost {
    /** Checkpoint key: when the last round over the running instance was complete (wall clock, milliseconds). */
    static final String COMPLETE_AT = "completeAt";

    private final Ends ends;

    SourceLost(Ends ends) {
        this.ends = ends;
    }

    /** Whether these are the facts: the source silent, and certainly not fenced by this walk. */
    boolean is(Ends.Pair pair) {
        Draft draft = ends.draft;
        boolean fenced = draft.completed.contains(Phase.FENCE)
                || draft.phase
                        .filter(phase -> phase == Phase.FENCE || phase == Phase.ACTIVATE)
                        .isPresent();
        return !draft.homeward
                && !fenced
                && pair.source().isEmpty()
                && pair.destination().isPresent();
    }

    String told(String why) {
        String source = ends.source().name().value();
        String destination = ends.destination().name().value();
        return "source lost: " + why + ". What has arrived on " + destination
                + " is kept, and is never started by itself; " + age() + ". Maybe evac retry when " + source
                + " answers again; if it never does, save what is needed from away/"
                + ends.move.instance().name() + " below the guard's directory on " + destination;
    }

    private String age() {
        String at = ends.draft.checkpoint.values().get(COMPLETE_AT);
        if (at == null) {
            return "no round of it was ever complete";
        }
        long millis = Long.parseLong(at);
        Duration age = Duration.ofMillis(Math.max(0, ends.parts.clock().millis() - millis));
        return "the last complete round, taken while it ran, ended at " + Instant.ofEpochMilli(millis) + " ("
                + age.toMinutes() + " min ago)";
    }
}

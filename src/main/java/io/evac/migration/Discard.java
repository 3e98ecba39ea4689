package io.evac.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The policy's last way home: the parked copy as it was at FENCE. Only while nothing has been written onto it since,
 * and what is lost is named.
 */
final class Discard {
    /** Checkpoint key: what was lost, for people. */
    static final String LOST = "lost";

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    Discard(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** True when both ends are to be asked again. */
    boolean run(String why) {
        long since = draft.stoppedAt.orElse(ends.parts.clock().millis());
        draft.remember(
                LOST,
                "what was written on " + ends.source().name() + " until " + Instant.ofEpochMilli(since)
                        + " is lost (policy discard: " + why + ")");
        if (!draft.completed.contains(Phase.QUIESCE)) {
            draft.n = draft.n + 1;
            draft.stoppedAt = Optional.of(ends.parts.clock().millis());
        }
        for (Phase phase : List.of(Phase.QUIESCE, Phase.FENCE, Phase.ACTIVATE)) {
            boolean done = phase == Phase.QUIESCE && draft.completed.contains(phase);
            if (!done && steps.perform(phase) instanceof Outcome.Failed failed) {
                steps.undo(List.of(Phase.FENCE, Phase.QUIESCE));
                walk.attention(
                        "cannot go back to the parked copy: " + failed.failure().what(), ends.adopt());
                return false;
            }
        }
        return new Arrival(ends, steps, walk).run();
    }
}

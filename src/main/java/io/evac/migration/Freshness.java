package io.evac.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How old the copy is that was made while the instance runs, and what brings it up to date. */
final class Freshness {
    /** What changed meanwhile would be copied while the instance is down: an older copy has another round first. */
    static final Duration FRESH = Duration.ofMinutes(5);

    private final Ends ends;
    private final Steps steps;

    Freshness(Ends ends, Steps steps) {
        this.ends = ends;
        this.steps = steps;
    }

    /** When the last round over the running instance was complete; empty before the first. */
    static Optional<Instant> copiedAt(Checkpoint checkpoint) {
        return Optional.ofNullable(checkpoint.values().get(SourceLost.COMPLETE_AT))
                .map(Long::parseLong)
                .map(Instant::ofEpochMilli);
    }

    /** Whether there is a copy, made in rounds, of an instance on its way there. */
    boolean copied() {
        return !ends.draft.homeward
                && steps.has(Phase.INCREMENTAL_SYNC)
                && copiedAt(ends.draft.checkpoint).isPresent();
    }

    /** Whether the copy is too old for a cutover, or left more to carry than the budget has time for. */
    boolean stale() {
        if (!copied()) {
            return false;
        }
        Checkpoint checkpoint = ends.draft.checkpoint;
        Instant copiedAt = copiedAt(checkpoint).orElseThrow();
        boolean old = !ends.parts.clock().instant().isBefore(copiedAt.plus(FRESH));
        return old || !Budget.raised(checkpoint) && !Convergence.of(checkpoint).fits(ends.budgetLeft());
    }

    /** The rounds to come are judged by themselves. */
    void again() {
        Checkpoint checkpoint = ends.draft.checkpoint;
        ends.draft.keep(Convergence.of(checkpoint).afresh().onto(checkpoint));
    }
}

package io.evac.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last way home, by the policy of a reversal or because an operator ordered it: the parked copy as it was at FENCE. Only
 * while nothing has been written onto it since, and what is lost is named.
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

    /** Whether what the parked copy's host says leaves this way open; empty when it does. */
    Optional<Failure.Permanent> obstacle(Ends.Pair pair) {
        GuardFacts home = pair.destination().orElseThrow();
        boolean ahead = switch (pair.source().orElseThrow().state()) {
            // What waits at home to be activated is complete then, or runs there already.
            case FENCED -> home.state() != GuardState.RECEIVING && home.state() != GuardState.REVOKED;
            case OPEN, QUIESCED, RELEASED, ABSENT, RECEIVING, SEALED, REVOKED, ACTIVATING, ACTIVE, FINALIZING -> false;
        };
        if (ends.parkedByAnother(home)) {
            return Optional.of(closed(
                    "the copy on " + ends.destination().name() + " is parked by another run (" + home.owner() + ")",
                    "Maybe roll back that run's move"));
        }
        return ahead || home.state() == GuardState.FENCED
                ? Optional.empty()
                : Optional.of(closed(
                        ends.destination().name() + " does not hold the copy as it was parked any more (" + home.state()
                                + ")",
                        "Maybe roll back without --discard: no write is lost that way"));
    }

    /** The instance is not where this run has brought it. */
    static Failure.Permanent elsewhere(String how) {
        return closed(how, "Maybe look where it is now, and roll back the run that has moved it since");
    }

    private static Failure.Permanent closed(String what, String maybe) {
        return new Failure.Permanent(Codes.NOT_PARKED, what, maybe);
    }

    /** What the guards' records mean on this way: the parked copy is the one to activate, nothing is carried. */
    static Resolution read(Resolution plain, Ends.Pair pair) {
        boolean parked = pair.destination().orElseThrow().state() == GuardState.FENCED;
        return switch (plain) {
            case RESERVE -> Resolution.FENCE;
            case UNFENCE -> parked ? Resolution.ACTIVATE : Resolution.UNFENCE;
            case BEGIN, FINAL_SYNC, FENCE, ACTIVATE, ARRIVED, RELEASE, TURN, CHANGED, ATTENTION -> plain;
        };
    }

    /** An operator's order is about to be carried out: from here on it is true that this is lost. */
    void nameLoss(Ends.Pair pair) {
        if (pair.destination().filter(home -> home.state() == GuardState.FENCED).isPresent()) {
            draft.remember(
                    LOST,
                    "what was written on " + ends.source().name() + " is lost: the copy on "
                            + ends.destination().name() + " was parked "
                            + Parked.words(draft.checkpoint, ends.destination().name()) + " (back to it, "
                            + draft.checkpoint.values().get(Orders.DISCARD) + ")");
        }
    }

    /** The policy's: true when both ends are to be asked again. */
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

package io.evac.migration;

import java.util.List;
import java.util.Optional;

/** What may be done when one end, or both, do not answer: only what the durable facts allow. */
final class OneSided {
    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    OneSided(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** True when the destination may be activated although the source is silent; else the move is left, and said so. */
    boolean decide(Ends.Pair pair) {
        Optional<GuardFacts> heard = pair.source().or(pair::destination);
        if (heard.filter(ends::foreign).isPresent()) {
            new ThirdParty(ends, steps, walk)
                    .leave("another run (" + heard.get().owner() + ") has it in flight", pair);
            return false;
        }
        if (pair.source().isPresent()) {
            withoutDestination(pair, pair.source().get());
            return false;
        }
        boolean forwards = pair.destination().map(this::mayPassOverSource).orElse(false);
        if (!forwards) {
            boolean behindFence = draft.completed.contains(Phase.FENCE)
                    || draft.phase.filter(p -> p == Phase.FENCE).isPresent();
            leave(pair, behindFence);
        }
        return forwards;
    }

    /** FENCED was read back before (its outcome is journalled), and nobody meant to take it back. */
    private boolean mayPassOverSource(GuardFacts destination) {
        boolean ready = destination.state() == GuardState.ACTIVATING
                || destination.state() == GuardState.ACTIVE
                || destination.state() == GuardState.SEALED && destination.n() == draft.n;
        boolean takenBack = ends.parts.journal().openIntents(ends.move.id()).stream()
                .anyMatch(intent -> intent.what().startsWith("undo "));
        return ready && draft.completed.contains(Phase.FENCE) && !takenBack;
    }

    private void withoutDestination(Ends.Pair pair, GuardFacts source) {
        switch (source.state()) {
            case QUIESCED -> {
                // Not fenced, so the destination cannot have been activated: the source may run again.
                draft.complete(Phase.QUIESCE);
                Optional<Failure> left = steps.undo(List.of(Phase.QUIESCE));
                leave(pair, left.isPresent());
            }
            case OPEN, RELEASED, ACTIVATING, ACTIVE -> leave(pair, false);
            case FENCED, ABSENT, RECEIVING, SEALED, REVOKED, FINALIZING -> leave(pair, true);
        }
    }

    private void leave(Ends.Pair pair, boolean human) {
        Failure silent = walk.unanswered(pair);
        if (human || draft.reversal()) {
            walk.attention(silent.what() + "; nothing else is started meanwhile", pair);
        } else {
            walk.hindered(silent);
        }
    }
}

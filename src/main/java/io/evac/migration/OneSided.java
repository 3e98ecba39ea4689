package io.evac.migration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What may be done when one end, or both, do not answer: only what the durable facts allow. */
final class OneSided {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** What follows for the walk. */
    enum Next {
        /** The move was left, and said so. */
        LEFT,
        /** The destination may be activated although the source is silent. */
        ACTIVATE,
        /** Both ends are to be asked again. */
        ASK
    }

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

    /** What one end alone leads to. */
    Next decide(Ends.Pair pair) {
        Optional<GuardFacts> heard = pair.source().or(pair::destination);
        if (heard.filter(ends::foreign).isPresent()) {
            new ThirdParty(ends, steps, walk)
                    .leave("another run (" + heard.get().owner() + ") has it in flight", pair);
            return Next.LEFT;
        }
        if (pair.destination().filter(this::mayPassOverSource).isPresent()) {
            return Next.ACTIVATE;
        }
        HomeAlone alone = new HomeAlone(ends, steps, walk);
        if (alone.may(pair)) {
            return alone.run(pair) ? Next.ASK : Next.LEFT;
        }
        if (pair.source().isPresent()) {
            withoutDestination(pair, pair.source().get());
            return Next.LEFT;
        }
        boolean behindFence = draft.completed.contains(Phase.FENCE)
                || draft.phase.filter(p -> p == Phase.FENCE).isPresent();
        leave(pair, behindFence);
        return Next.LEFT;
    }

    /** FENCED was read back before (its outcome is journalled), and nobody meant to take it back. */
    private boolean mayPassOverSource(GuardFacts destination) {
        boolean sealed = destination.state() == GuardState.SEALED && destination.n() == draft.n;
        boolean ready = destination.state() == GuardState.ACTIVATING
                || destination.state() == GuardState.ACTIVE
                || sealed && !draft.recalled()
                || draft.discard() && destination.state() == GuardState.FENCED && !PutBack.is(destination);
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
        Failure silent = Silence.of(ends, pair);
        if (!human && draft.rollback() && HomeAlone.helps(ends, pair)) {
            walk.hindered(new Failure.Transient(
                    silent.code(),
                    silent.what() + ". " + Attention.goneForGood(ends, pair, "rollback --discard"),
                    SOON));
            return;
        }
        if (human || draft.reversal()) {
            walk.attention(silent.what() + "; nothing else is started meanwhile", pair);
        } else {
            new Silence(ends, walk).leave(pair);
        }
    }
}

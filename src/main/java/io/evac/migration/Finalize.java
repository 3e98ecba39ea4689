package io.evac.migration;

import io.evac.inventory.InstanceRef;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * FINALIZE: the parked copy is deleted, only while the instance is well on the other end. What a rollback has parked goes
 * under the same conditions, and once the instance has been home for the soak time: no VERIFY came before.
 */
final class Finalize implements PhaseAction {
    private final Guards guards;
    private final Transport transport;
    private final Clock clock;

    Finalize(Guards guards, Transport transport, Clock clock) {
        this.guards = guards;
        this.transport = transport;
        this.clock = clock;
    }

    @Override
    public Phase phase() {
        return Phase.FINALIZE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        InstanceRef there = new InstanceRef(ctx.destination().name(), ctx.instance());
        Optional<Failure> wrong = ctx.verifier().at(there, ctx.move());
        if (wrong.isPresent()) {
            return new Outcome.Failed(
                    wrong.get() instanceof Failure.Permanent why ? kept(why.what(), why.maybe()) : wrong.get());
        }
        Duration soak = ctx.homeward() ? Verify.soakLeft(ctx, clock) : Duration.ZERO;
        return soak.isPositive()
                ? new Outcome.Failed(kept(
                        there + " is home and not verified yet: soak time, "
                                + soak.plusMillis(999).toSeconds() + " s left",
                        "Maybe finalize it then"))
                : delete(ctx);
    }

    private Outcome delete(MoveContext ctx) {
        Guard guard = guards.on(ctx.source());
        GuardFacts parked;
        try {
            parked = guard.observe(ctx.instance());
        } catch (GuardUnreachableException silent) {
            return new Outcome.Failed(kept(
                    "source unreachable: " + silent.getMessage(),
                    "Maybe finalize it when " + ctx.source().name() + " answers again"));
        }
        Ticket ticket = ctx.ticket();
        boolean another = !parked.owner().isEmpty() && !parked.owner().equals(ticket.owner());
        if (PutBack.is(parked) || another) {
            return noParkedCopy(ctx);
        }
        if (parked.state() != GuardState.FINALIZING) {
            Optional<Failure> needed = transport.needed(ctx);
            if (needed.isPresent()) {
                return new Outcome.Failed(
                        needed.get() instanceof Failure.Permanent why ? kept(why.what(), why.maybe()) : needed.get());
            }
        }
        switch (parked.state()) {
            // A way home that was begun and came to nothing has left it receiving or revoked.
            case FENCED, FINALIZING, RECEIVING, REVOKED -> guard.finish(ctx.instance(), ticket);
            case ABSENT -> {}
            case OPEN, QUIESCED, RELEASED, SEALED, ACTIVATING, ACTIVE -> {
                return noParkedCopy(ctx);
            }
        }
        transport.settle(ctx);
        return new Outcome.Done(ctx.checkpoint());
    }

    private static Outcome noParkedCopy(MoveContext ctx) {
        return new Outcome.Failed(new Failure.Permanent(
                Codes.FINALIZE,
                ctx.source().name() + " does not hold a parked copy",
                "Maybe somebody started it there, or another run has taken it; look at both hosts"));
    }

    private static Failure kept(String what, String maybe) {
        return new Failure.Permanent(Codes.FINALIZE, "the parked copy is kept: " + what, maybe);
    }

    @Override
    public void undo(MoveContext ctx) {}
}

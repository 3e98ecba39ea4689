package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * FINALIZE: the parked copy is deleted, only while the other end has the instance in place and running as planned. What
 * a rollback has parked goes under the same conditions: nobody has verified it at home before, so that is done here.
 */
final class Finalize implements PhaseAction {
    private static final String START_IT = "Maybe start it there, or send it home with evac rollback";
    private final Guards guards;
    private final Clock clock;

    Finalize(Guards guards, Clock clock) {
        this.guards = guards;
        this.clock = clock;
    }

    @Override
    public Phase phase() {
        return Phase.FINALIZE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        GuardFacts there = guards.on(ctx.destination()).observe(ctx.instance());
        boolean runs = !ctx.move().wasRunning() || there.running() == RunState.RUNNING;
        if (!there.inPlace() || !runs) {
            return kept(
                    ctx.instance() + " is " + there.state() + ", " + there.running() + " on "
                            + ctx.destination().name() + ": the parked copy is kept",
                    ctx.homeward() ? "Maybe start it there" : START_IT);
        }
        Optional<Outcome> unverified = ctx.homeward() ? unverifiedAtHome(ctx, there) : Optional.empty();
        return unverified.orElseGet(() -> delete(ctx));
    }

    private Optional<Outcome> unverifiedAtHome(MoveContext ctx, GuardFacts home) {
        Duration soak = Verify.soakLeft(ctx, clock);
        if (soak.isPositive()) {
            return Optional.of(kept(
                    ctx.instance() + " is home on " + ctx.destination().name() + ", not verified yet: soak time, "
                            + soak.plusMillis(999).toSeconds() + " s left",
                    "Maybe finalize it then"));
        }
        boolean atRest = home.state() == GuardState.OPEN || home.state() == GuardState.ACTIVE;
        boolean healthy =
                !ctx.move().wasRunning() || guards.on(ctx.destination()).healthy(ctx.instance(), Verify.CHECK);
        return atRest && healthy
                ? Optional.empty()
                : Optional.of(kept(
                        ctx.instance() + " is " + home.state() + (healthy ? "" : ", not healthy") + " on "
                                + ctx.destination().name() + ": the copy on "
                                + ctx.source().name() + " is kept",
                        "Maybe look at it there"));
    }

    private Outcome delete(MoveContext ctx) {
        Guard guard = guards.on(ctx.source());
        GuardFacts parked = guard.observe(ctx.instance());
        if (PutBack.is(parked)) {
            return noParkedCopy(ctx);
        }
        switch (parked.state()) {
            case FENCED, FINALIZING -> guard.finish(ctx.instance(), ctx.ticket());
            case RECEIVING, REVOKED -> guard.discard(ctx.instance(), ctx.ticket());
            case ABSENT -> {}
            case OPEN, QUIESCED, RELEASED, SEALED, ACTIVATING, ACTIVE -> {
                return noParkedCopy(ctx);
            }
        }
        return new Outcome.Done(ctx.checkpoint());
    }

    private static Outcome noParkedCopy(MoveContext ctx) {
        return kept(
                ctx.source().name() + " does not hold a parked copy",
                "Maybe somebody started it there; look at both hosts");
    }

    private static Outcome kept(String what, String maybe) {
        return new Outcome.Failed(new Failure.Permanent(Codes.FINALIZE, what, maybe));
    }

    @Override
    public void undo(MoveContext ctx) {}
}

package io.evac.migration;

import io.evac.inventory.RunState;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.Optional;

/** QUIESCE: under the guard, timer set, stopped, and observed stopped. */
final class Quiesce implements PhaseAction {
    /** Both ends are to be asked again, and will say that nothing was stopped. */
    static final Outcome TOO_LATE =
            new Outcome.Failed(new Failure.Ambiguous(Codes.DOUBT, "too late for its window before it was stopped"));

    private static final Duration LOOK = Duration.ofMillis(200);
    private final Guards guards;
    private final Optional<HandOvers> handOvers;
    private final Definitions definitions;
    private final Waiter waiter;

    /** @param handOvers for a type that hands over; empty for one that stops */
    Quiesce(Guards guards, Optional<HandOvers> handOvers, Definitions definitions, Waiter waiter) {
        this.guards = guards;
        this.handOvers = handOvers;
        this.definitions = definitions;
        this.waiter = waiter;
    }

    @Override
    public Phase phase() {
        return Phase.QUIESCE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Guard guard = guards.on(ctx.source());
        Reserve.underGuard(guards, definitions, ctx);
        // Those calls may have taken long.
        if (ctx.tooLate().getAsBoolean()) {
            return TOO_LATE;
        }
        GuardFacts facts = stop(guard, ctx);
        Duration margin = Budget.margin(Budget.of(ctx.move(), ctx.checkpoint()));
        while (!ctx.handsOver()
                && facts.state() == GuardState.QUIESCED
                && facts.running() != RunState.STOPPED
                && ctx.policy().guestRefusesStop() == Policy.GuestRefusesStop.WAIT
                && ctx.budgetLeft().get().compareTo(margin) > 0) {
            Pauses.pause(waiter, LOOK);
            facts = guard.observe(ctx.instance());
        }
        if (facts.state() != GuardState.QUIESCED) {
            return new Outcome.Failed(new Failure.Ambiguous(
                    Codes.DOUBT, "the timer of " + ctx.source().name() + " won"));
        }
        return facts.running() == RunState.STOPPED
                ? new Outcome.Done(ctx.checkpoint())
                : new Outcome.Failed(refuses(ctx, facts));
    }

    private GuardFacts stop(Guard guard, MoveContext ctx) {
        Optional<HandOvers> over = handOvers.filter(any -> ctx.handsOver());
        if (over.isEmpty()) {
            return guard.quiesce(
                    ctx.instance(), ctx.ticket(), ctx.n(), ctx.budgetLeft().get());
        }
        try {
            over.get().expect(ctx);
            return over.get()
                    .watched(
                            ctx,
                            () -> guard.handOver(
                                    ctx.instance(),
                                    ctx.ticket(),
                                    ctx.n(),
                                    ctx.budgetLeft().get()));
        } finally {
            over.get().ended(ctx);
        }
    }

    /** Given back, it stays watched for a while: a stop by hand looks like the end of the one that was asked for. */
    private static Failure refuses(MoveContext ctx, GuardFacts facts) {
        if (ctx.handsOver()) {
            return new Failure.Permanent(
                    Codes.NOT_HANDED_OVER,
                    ctx.instance() + " runs on on " + ctx.source().name() + ": it could not be handed over to "
                            + ctx.destination().name()
                            + (facts.message().isBlank()
                                    ? ""
                                    : ": " + facts.message().strip()),
                    "Maybe retry it in a quieter hour or with more bandwidth, "
                            + (ctx.policy().convergence() == Policy.Convergence.NONE
                                    ? "with the policy convergence: auto-converge, "
                                    : "")
                            + "or with a longer downtime; or move it by another type");
        }
        return new Failure.Permanent(
                Codes.REFUSES_STOP,
                ctx.instance() + " does not stop on " + ctx.source().name() + " (" + facts.running() + ")",
                "Maybe use the policy guestRefusesStop: wait; or stop it by hand, but not in the next ten minutes:"
                        + " a stop that comes by then is taken for the one that was asked for, and is undone once");
    }

    @Override
    public void undo(MoveContext ctx) {
        Guard guard = guards.on(ctx.source());
        GuardFacts facts = guard.observe(ctx.instance());
        if (facts.state() == GuardState.QUIESCED) {
            facts = guard.release(ctx.instance(), ctx.ticket(), facts.n());
        }
        boolean down = facts.state() == GuardState.ACTIVE && facts.running() == RunState.STOPPED;
        if (down || facts.state() == GuardState.ACTIVATING) {
            // Its host has booted since the undo of its fence: what does not run is not given back, nor undone.
            facts = Fence.unfenced(guard, ctx);
        }
        if (facts.state() == GuardState.RELEASED || facts.state() == GuardState.ACTIVE) {
            guard.giveBack(ctx.instance(), ctx.ticket());
        }
    }
}

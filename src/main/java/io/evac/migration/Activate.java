package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Duration;

/** ACTIVATE: the point of no return, then the health gate. */
final class Activate implements PhaseAction {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration CHECK = Duration.ofSeconds(10);
    /** Even when a crash has eaten the budget a copy is not called sick at first sight. */
    private static final int LOOKS = 21;

    private final Guards guards;
    private final Waiter waiter;

    Activate(Guards guards, Waiter waiter) {
        this.guards = guards;
        this.waiter = waiter;
    }

    @Override
    public Phase phase() {
        return Phase.ACTIVATE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Guard guard = guards.on(ctx.destination());
        boolean start = ctx.move().wasRunning();
        GuardFacts facts = guard.observe(ctx.instance());
        // What is being brought up already may have been sealed or parked: to go on with it asks for no number.
        facts = facts.state() == GuardState.SEALED
                ? guard.activate(ctx.instance(), ctx.ticket(), ctx.n(), start)
                : guard.unfence(ctx.instance(), ctx.ticket(), start);
        if (!start) {
            return new Outcome.Done(ctx.checkpoint());
        }
        // Half of what is left is the reversal's: a gate that eats the whole budget leaves no way home.
        Duration least = ctx.budgetLeft().get().dividedBy(2);
        for (int looks = 1; !gate(guard, ctx, facts); looks++) {
            if (looks >= LOOKS && ctx.budgetLeft().get().compareTo(least) <= 0) {
                return new Outcome.Failed(new Failure.Permanent(
                        Codes.SICK,
                        ctx.instance() + " does not become healthy on "
                                + ctx.destination().name() + " (" + facts.state() + ", " + facts.running() + ")",
                        "Maybe look at the copy that is kept there"));
            }
            Pauses.pause(waiter, LOOK);
            facts = guard.observe(ctx.instance());
        }
        return new Outcome.Done(ctx.checkpoint());
    }

    private static boolean gate(Guard guard, MoveContext ctx, GuardFacts facts) {
        return facts.state() == GuardState.ACTIVE
                && facts.running() == RunState.RUNNING
                && guard.healthy(ctx.instance(), CHECK);
    }

    /** Nothing: behind the point of no return there is only the way forward or the way home. */
    @Override
    public void undo(MoveContext ctx) {}
}

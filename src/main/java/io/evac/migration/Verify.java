package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** VERIFY: after the soak time, independently: still healthy, one running copy, both guards consistent. */
final class Verify implements PhaseAction {
    private static final Duration SLICE = Duration.ofSeconds(1);
    static final Duration CHECK = Duration.ofSeconds(10);
    private final Guards guards;
    private final Clock clock;
    private final Waiter waiter;

    Verify(Guards guards, Clock clock, Waiter waiter) {
        this.guards = guards;
        this.clock = clock;
        this.waiter = waiter;
    }

    @Override
    public Phase phase() {
        return Phase.VERIFY;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Duration left = soakLeft(ctx, clock);
        if (left.isPositive()) {
            Pauses.pause(waiter, left.compareTo(SLICE) < 0 ? left : SLICE);
            return new Outcome.Again(ctx.checkpoint(), "soak time, " + left.toSeconds() + " s left");
        }
        GuardFacts there = guards.on(ctx.destination()).observe(ctx.instance());
        GuardFacts here = guards.on(ctx.source()).observe(ctx.instance());
        boolean healthy =
                !ctx.move().wasRunning() || guards.on(ctx.destination()).healthy(ctx.instance(), CHECK);
        List<String> wrong = wrong(ctx, there, here, healthy);
        return wrong.isEmpty()
                ? new Outcome.Done(ctx.checkpoint())
                : new Outcome.Failed(new Failure.Permanent(
                        Codes.VERIFY,
                        String.join("; ", wrong),
                        "Maybe look at both copies, then evac rollback or evac retry"));
    }

    private static List<String> wrong(MoveContext ctx, GuardFacts there, GuardFacts here, boolean healthy) {
        RunState wanted = ctx.move().wasRunning() ? RunState.RUNNING : RunState.STOPPED;
        List<String> wrong = new ArrayList<>();
        if (there.state() != GuardState.OPEN && there.state() != GuardState.ACTIVE || !there.inPlace()) {
            wrong.add(ctx.destination().name() + " says " + there.state());
        }
        if (there.running() != wanted) {
            wrong.add("it is " + there.running() + " on " + ctx.destination().name());
        }
        if (!healthy) {
            wrong.add("it is not healthy on " + ctx.destination().name());
        }
        if (here.state() != GuardState.FENCED || here.inPlace() || here.running() == RunState.RUNNING) {
            wrong.add(ctx.source().name() + " is not parked: " + here.state() + ", " + here.running());
        }
        return wrong;
    }

    /** What is left of the soak time since the instance became healthy where its walk ended. */
    static Duration soakLeft(MoveContext ctx, Clock clock) {
        String since = ctx.checkpoint().values().get(Walk.ARRIVED_AT);
        return since == null ? Duration.ZERO : ctx.policy().soak().minusMillis(clock.millis() - Long.parseLong(since));
    }

    @Override
    public void undo(MoveContext ctx) {}
}

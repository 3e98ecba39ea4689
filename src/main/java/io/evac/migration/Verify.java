package io.evac.migration;

import java.time.Clock;
import java.time.Duration;

/** VERIFY: after the soak time, what the hosts themselves say of the moved instance. */
final class Verify implements PhaseAction {
    private static final Duration SLICE = Duration.ofSeconds(1);
    private final Clock clock;
    private final Waiter waiter;

    Verify(Clock clock, Waiter waiter) {
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
        return ctx.verifier()
                .moved(ctx.move())
                .<Outcome>map(Outcome.Failed::new)
                .orElseGet(() -> new Outcome.Done(ctx.checkpoint()));
    }

    /** What is left of the soak time since the instance became healthy where its walk ended. */
    static Duration soakLeft(MoveContext ctx, Clock clock) {
        String since = ctx.checkpoint().values().get(Walk.ARRIVED_AT);
        return since == null
                ? Duration.ZERO
                : ctx.policy().soak().minusMillis(Math.max(0, clock.millis() - Long.parseLong(since)));
    }

    @Override
    public void undo(MoveContext ctx) {}
}

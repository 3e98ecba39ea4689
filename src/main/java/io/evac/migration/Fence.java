package io.evac.migration;

import java.time.Duration;

/** FENCE: the source cannot start any more. Only when the time left covers activation and health. */
final class Fence implements PhaseAction {
    private static final int STARTS = 3;
    private final Guards guards;

    Fence(Guards guards) {
        this.guards = guards;
    }

    @Override
    public Phase phase() {
        return Phase.FENCE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Duration left = ctx.budgetLeft().get();
        Duration margin = Budget.margin(Budget.of(ctx.move(), ctx.checkpoint()));
        if (left.compareTo(margin) < 0) {
            return new Outcome.Failed(new Failure.Permanent(
                    Codes.BUDGET,
                    left.toMillis() + " ms of the downtime budget are left, activation and health need "
                            + margin.toMillis() + " ms",
                    "Maybe give a longer downtime"));
        }
        guards.on(ctx.source()).fence(ctx.instance(), ctx.ticket(), ctx.n());
        return new Outcome.Done(ctx.checkpoint());
    }

    /** First the destination can no longer be activated, only then may the source run again. */
    @Override
    public void undo(MoveContext ctx) {
        Guard source = guards.on(ctx.source());
        GuardState fenced = source.observe(ctx.instance()).state();
        if (fenced != GuardState.FENCED && fenced != GuardState.ACTIVATING) {
            return;
        }
        Guard destination = guards.on(ctx.destination());
        GuardState other = destination.observe(ctx.instance()).state();
        switch (other) {
            case RECEIVING, SEALED -> destination.revoke(ctx.instance(), ctx.ticket());
            case ABSENT, REVOKED -> {}
            case FENCED -> {
                // An unfence of it that had no answer may still come: a newer call has it refused.
                GuardState parked =
                        destination.adopt(ctx.instance(), ctx.ticket()).state();
                if (parked != GuardState.FENCED) {
                    throw inDoubt(parked);
                }
            }
            case OPEN, QUIESCED, RELEASED, ACTIVATING, ACTIVE, FINALIZING -> throw inDoubt(other);
        }
        unfenced(source, ctx);
    }

    /** In service again, or a failure: a start that fails leaves ACTIVATING, and the same call goes on with it. */
    static GuardFacts unfenced(Guard source, MoveContext ctx) {
        GuardFacts facts =
                source.unfence(ctx.instance(), ctx.ticket(), ctx.move().wasRunning());
        for (int starts = 1; facts.state() != GuardState.ACTIVE && starts < STARTS; starts++) {
            facts = source.unfence(ctx.instance(), ctx.ticket(), ctx.move().wasRunning());
        }
        if (facts.state() != GuardState.ACTIVE) {
            throw new FailureException(new Failure.Permanent(
                    Codes.HOST,
                    ctx.instance() + " does not start again on " + ctx.source().name() + " (" + facts.state() + ", "
                            + facts.running() + ")",
                    "Maybe look there why its start command fails, mend that, and retry"));
        }
        return facts;
    }

    private static FailureException inDoubt(GuardState destination) {
        return new FailureException(
                new Failure.Ambiguous(Codes.DOUBT, "the destination is " + destination + ": the source stays fenced"));
    }
}

package io.evac.migration;

import io.evac.plan.Policy;
import io.evac.plan.Policy.NotConverging;
import java.time.Duration;
import java.util.Optional;

/** INCREMENTAL_SYNC: rounds while the instance runs, until the last delta fits half of the downtime budget. */
final class IncrementalSync implements PhaseAction {
    private static final int ANYWAY = 4;
    private final Transport transport;

    IncrementalSync(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Phase phase() {
        return Phase.INCREMENTAL_SYNC;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Transport.Synced synced = transport.sync(ctx, Transport.Round.INCREMENTAL);
        Convergence now = Convergence.of(ctx.checkpoint()).after(synced);
        Checkpoint checkpoint = now.onto(synced.checkpoint());
        Duration budget = ctx.budgetLeft().get();
        return switch (now.verdict(ctx.policy(), budget)) {
            case FITS -> new Outcome.Done(checkpoint);
            case AGAIN ->
                new Outcome.Again(
                        checkpoint,
                        "round " + now.rounds() + ": " + synced.bytesChanged()
                                + " bytes had changed, the last copy would take "
                                + now.predictedFinal().toMillis() + " ms",
                        foreseen(ctx, now, budget));
            case NOT_CONVERGING -> notConverging(ctx, now, checkpoint);
        };
    }

    /** What the first two deltas say of the last one. */
    private static Optional<String> foreseen(MoveContext ctx, Convergence now, Duration budget) {
        Policy policy = ctx.policy();
        return now.foreseenFinal(policy.rounds())
                .filter(last -> last.compareTo(budget.dividedBy(2)) > 0)
                .map(last -> "it will not converge: " + now.before() + " and then " + now.delta()
                        + " bytes had changed, so behind " + policy.rounds()
                        + " rounds the last copy would still take about "
                        + last.toMillis() + " ms of a downtime budget of " + budget.toMillis() + " ms, and it will be "
                        + will(policy.notConverging()) + ". Maybe give a longer downtime, or a quieter hour");
    }

    private static String will(NotConverging policy) {
        return switch (policy) {
            case POSTPONE -> "postponed";
            case REFUSE -> "refused";
            case CUTOVER_ANYWAY -> "cut over anyway, with " + ANYWAY + " times the budget at most";
            case COLD -> "stopped for the last copy, however long that takes";
        };
    }

    private static Outcome notConverging(MoveContext ctx, Convergence now, Checkpoint checkpoint) {
        Duration budget = ctx.move().downtime();
        String what = "after " + now.rounds() + " rounds the last copy would still take "
                + now.predictedFinal().toMillis() + " ms of a downtime budget of " + budget.toMillis() + " ms";
        return switch (ctx.policy().notConverging()) {
            case POSTPONE ->
                new Outcome.Failed(new Failure.Permanent(
                        Codes.POSTPONED, what, "Maybe retry in a quieter hour, or give a longer downtime"));
            case REFUSE ->
                new Outcome.Failed(new Failure.Permanent(
                        Codes.NOT_CONVERGING, what, "Maybe give a longer downtime, or move it cold"));
            case CUTOVER_ANYWAY -> new Outcome.Done(Budget.raise(checkpoint, budget.multipliedBy(ANYWAY)));
            case COLD -> {
                Duration cold = now.predictedFinal().multipliedBy(2).plus(budget);
                Duration anyway = budget.multipliedBy(ANYWAY);
                yield new Outcome.Done(Budget.raise(checkpoint, cold.compareTo(anyway) > 0 ? cold : anyway));
            }
        };
    }

    @Override
    public void undo(MoveContext ctx) {
        transport.cleanUp(ctx);
    }
}

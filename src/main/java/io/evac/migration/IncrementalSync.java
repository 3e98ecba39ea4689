package io.evac.migration;

import java.time.Duration;

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
                                + now.predictedFinal().toMillis() + " ms");
            case NOT_CONVERGING -> notConverging(ctx, now, checkpoint);
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

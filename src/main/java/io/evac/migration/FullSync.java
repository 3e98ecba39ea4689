package io.evac.migration;

/** FULL_SYNC: the first copy, while the instance runs. Measures the rate that later predictions rest on. */
final class FullSync implements PhaseAction {
    private final Transport transport;

    FullSync(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Phase phase() {
        return Phase.FULL_SYNC;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        Transport.Synced synced = transport.sync(ctx, Transport.Round.FULL);
        return new Outcome.Done(Convergence.begin(synced).onto(synced.checkpoint()));
    }

    @Override
    public void undo(MoveContext ctx) {
        transport.cleanUp(ctx);
    }
}

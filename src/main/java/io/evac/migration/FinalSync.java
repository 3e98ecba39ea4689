package io.evac.migration;

/** FINAL_SYNC: the last delta of a stopped instance, both digests equal, sealed for this timer only. */
final class FinalSync implements PhaseAction {
    private final Guards guards;
    private final Transport transport;
    private final Definitions definitions;

    FinalSync(Guards guards, Transport transport, Definitions definitions) {
        this.guards = guards;
        this.transport = transport;
        this.definitions = definitions;
    }

    @Override
    public Phase phase() {
        return Phase.FINAL_SYNC;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        try {
            return sync(ctx);
        } catch (FailureException failed) {
            return heldStopped(ctx) ? new Outcome.Failed(failed.failure()) : cameBack(ctx, failed.failure());
        }
    }

    /** Whether this try's timer holds the source still: a copy that runs again differs for that reason alone. */
    private boolean heldStopped(MoveContext ctx) {
        GuardFacts source = guards.on(ctx.source()).observe(ctx.instance());
        return source.state() == GuardState.QUIESCED && source.n() == ctx.n() && !source.bootChanged();
    }

    private static Outcome cameBack(MoveContext ctx, Failure failure) {
        return new Outcome.Failed(new Failure.Ambiguous(
                Codes.DOUBT,
                "timer " + ctx.n() + " of " + ctx.source().name() + " does not hold it stopped any more: "
                        + failure.what()));
    }

    private Outcome sync(MoveContext ctx) {
        Guard destination = guards.on(ctx.destination());
        if (destination.observe(ctx.instance()).state() != GuardState.RECEIVING) {
            destination.reserve(ctx.instance(), ctx.ticket(), definitions.of(ctx, ctx.destination()));
        }
        Transport.Synced synced = transport.sync(ctx, Transport.Round.FINAL);
        String digest = transport.compare(ctx);
        destination.seal(ctx.instance(), ctx.ticket(), ctx.n(), digest);
        return new Outcome.Done(synced.checkpoint().with("digest", digest));
    }

    @Override
    public void undo(MoveContext ctx) {
        transport.cleanUp(ctx);
    }
}

package io.evac.migration;

/** RESERVE: the source comes under its guard, the destination's record says that it receives this attempt. */
final class Reserve implements PhaseAction {
    private final Guards guards;
    private final Definitions definitions;

    Reserve(Guards guards, Definitions definitions) {
        this.guards = guards;
        this.definitions = definitions;
    }

    @Override
    public Phase phase() {
        return Phase.RESERVE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        underGuard(guards, definitions, ctx);
        Definition definition = definitions.of(ctx, ctx.destination());
        guards.on(ctx.destination()).reserve(ctx.instance(), ctx.ticket(), definition);
        return new Outcome.Done(ctx.checkpoint());
    }

    /** From here on the source's guard knows how to look at the instance; without that its status is unknown. */
    static void underGuard(Guards guards, Definitions definitions, MoveContext ctx) {
        Guard guard = guards.on(ctx.source());
        GuardFacts facts = guard.observe(ctx.instance());
        if (facts.state() == GuardState.OPEN || facts.asFound()) {
            guard.open(ctx.instance(), ctx.ticket(), definitions.of(ctx, ctx.source()));
        }
    }

    /**
     * The arriving copy is taken back and deleted, unless it may be the last one: the source has none any more. The one at
     * home never is: it was the parked copy once.
     */
    @Override
    public void undo(MoveContext ctx) {
        GuardFacts source = guards.on(ctx.source()).observe(ctx.instance());
        giveBack(ctx, source, GuardState.OPEN);
        Guard guard = guards.on(ctx.destination());
        GuardState state = guard.observe(ctx.instance()).state();
        if (state == GuardState.RECEIVING || state == GuardState.SEALED) {
            state = guard.revoke(ctx.instance(), ctx.ticket()).state();
        }
        if (state == GuardState.REVOKED && !ctx.homeward()) {
            if (!source.inPlace() && !source.away()) {
                throw new FailureException(last(ctx));
            }
            discard(guard, ctx);
        }
        // Brought back by its timer it is no less in our hand: a move that waits for a window since has no stop to
        // undo.
        giveBack(ctx, source, GuardState.RELEASED);
    }

    private static Failure last(MoveContext ctx) {
        return new Failure.Permanent(
                Codes.CHANGED,
                ctx.instance() + " is gone from " + ctx.source().name() + ": what had arrived on "
                        + ctx.destination().name() + " is kept",
                "Maybe it is all that is left: save it from away/ below the guard's directory on "
                        + ctx.destination().name());
    }

    private void giveBack(MoveContext ctx, GuardFacts source, GuardState state) {
        Ticket ticket = ctx.ticket();
        if (source.state() == state && source.owner().equals(ticket.owner())) {
            guards.on(ctx.source()).giveBack(ctx.instance(), ticket);
        }
    }

    private static void discard(Guard guard, MoveContext ctx) {
        try {
            guard.discard(ctx.instance(), ctx.ticket());
        } catch (GuardRefusedException kept) {
            if (Refusals.superseded(kept, ctx.ticket().owner())) {
                throw kept;
            }
            // A complete copy is not thrown away by an undo: it stays, revoked, and the next try goes on from it.
        }
    }
}

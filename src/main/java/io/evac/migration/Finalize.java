package io.evac.migration;

import io.evac.inventory.RunState;

/** FINALIZE: the parked copy is deleted, only while the destination has the instance in place and running as planned. */
final class Finalize implements PhaseAction {
    private final Guards guards;

    Finalize(Guards guards) {
        this.guards = guards;
    }

    @Override
    public Phase phase() {
        return Phase.FINALIZE;
    }

    @Override
    public Outcome run(MoveContext ctx) {
        GuardFacts there = guards.on(ctx.destination()).observe(ctx.instance());
        boolean runs = !ctx.move().wasRunning() || there.running() == RunState.RUNNING;
        if (!there.inPlace() || !runs) {
            return new Outcome.Failed(new Failure.Permanent(
                    Codes.FINALIZE,
                    ctx.instance() + " is " + there.state() + ", " + there.running() + " on "
                            + ctx.destination().name() + ": the parked copy is kept",
                    "Maybe start it there, or send it home with evac rollback"));
        }
        Guard source = guards.on(ctx.source());
        GuardFacts here = source.observe(ctx.instance());
        switch (PutBack.is(here) ? GuardState.OPEN : here.state()) {
            case FENCED, FINALIZING -> source.finish(ctx.instance(), ctx.ticket());
            case RECEIVING, REVOKED -> source.discard(ctx.instance(), ctx.ticket());
            case ABSENT -> {}
            case OPEN, QUIESCED, RELEASED, SEALED, ACTIVATING, ACTIVE -> {
                return new Outcome.Failed(new Failure.Permanent(
                        Codes.FINALIZE,
                        ctx.source().name() + " does not hold a parked copy",
                        "Maybe somebody started it there; look at both hosts"));
            }
        }
        return new Outcome.Done(ctx.checkpoint());
    }

    @Override
    public void undo(MoveContext ctx) {}
}

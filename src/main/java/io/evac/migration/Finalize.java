package io.evac.migration;

import java.util.Optional;

/** FINALIZE: the parked copy is deleted, only while the instance is well at its destination. */
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
        Optional<Failure> wrong = ctx.verifier().there(ctx.move());
        if (wrong.isPresent()) {
            return new Outcome.Failed(kept(wrong.get()));
        }
        Guard source = guards.on(ctx.source());
        switch (source.observe(ctx.instance()).state()) {
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

    private static Failure kept(Failure wrong) {
        return wrong instanceof Failure.Permanent why
                ? new Failure.Permanent(Codes.FINALIZE, "the parked copy is kept: " + why.what(), why.maybe())
                : wrong;
    }

    @Override
    public void undo(MoveContext ctx) {}
}

package io.evac.migration;

/** One phase of one kind of move. Stateless: what must survive is in the checkpoint. */
public interface PhaseAction {
    Phase phase();

    /** Does the phase, or goes on from {@code ctx.checkpoint()}; idempotent. May throw {@link FailureException}. */
    Outcome run(MoveContext ctx);

    /** Takes back what the phase did; idempotent, and safe if {@link #run} never started. */
    void undo(MoveContext ctx);
}

package io.evac.migration;

import java.util.List;

/**
 * A stretch of a move that the run works off in one step. A move is due for exactly one leg at a time, or for none;
 * which one follows from the journal alone.
 */
public enum Leg {
    FULL_SYNC("fullSync", List.of(Phase.RESERVE, Phase.FULL_SYNC)),
    INCREMENTAL_SYNC("incrementalSync", List.of(Phase.INCREMENTAL_SYNC)),
    /** Atomic: ends with the instance healthy on one side. */
    CUTOVER("cutover", List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE)),
    VERIFY("verify", List.of(Phase.VERIFY)),
    /** A migration home of a moved instance. */
    ROLLBACK(
            "rollback",
            List.of(
                    Phase.RESERVE,
                    Phase.INCREMENTAL_SYNC,
                    Phase.QUIESCE,
                    Phase.FINAL_SYNC,
                    Phase.FENCE,
                    Phase.ACTIVATE,
                    Phase.VERIFY)),
    FINALIZE("finalize", List.of(Phase.FINALIZE));

    private final String step;
    private final List<Phase> phases;

    Leg(String step, List<Phase> phases) {
        this.step = step;
        this.phases = phases;
    }

    /** The name of its Batch step. */
    public String step() {
        return step;
    }

    public List<Phase> phases() {
        return phases;
    }
}

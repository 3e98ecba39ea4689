package io.evac.migration;

import io.evac.plan.MigrationType;
import io.evac.plan.Move;
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
    FINALIZE("finalize", List.of(Phase.FINALIZE)),
    /** Fences what was left behind on a host that was off, once it answers again. */
    SETTLE("settle", List.of(Phase.QUIESCE, Phase.FENCE));

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

    /**
     * Whether a move is due for this leg, from the journal alone. At most one of the legs from FULL_SYNC to VERIFY is
     * due at a time; ROLLBACK and FINALIZE begin by command only and are due besides, where they would be allowed.
     */
    public boolean due(Move move, Journal.MoveRecord record) {
        if (Orders.fencesWhenBack(record)) {
            // Before anything else happens to the move; one that needs a human waits for the human's retry.
            return this == SETTLE && record.state() != MoveState.NEEDS_ATTENTION;
        }
        return this != SETTLE && dueWithout(move, record);
    }

    private boolean dueWithout(Move move, Journal.MoveRecord record) {
        return switch (record.state()) {
            case PLANNED, QUEUED, RUNNING, WAITING -> this == underWay(move, record);
            case MOVED -> this == VERIFY || this == ROLLBACK;
            case VERIFIED -> this == ROLLBACK || this == FINALIZE;
            case NEEDS_ATTENTION -> this == ROLLBACK;
            // Once: the state stays, for it says where the instance is, and only the parked copy is gone.
            case ROLLED_BACK -> this == FINALIZE && !record.completed().contains(Phase.FINALIZE);
            case FINALIZED, FAILED, CANCELLED -> false;
        };
    }

    private static Leg underWay(Move move, Journal.MoveRecord record) {
        if (Migrator.goesHome(record)) {
            return ROLLBACK;
        }
        if (record.homeward()) {
            return CUTOVER;
        }
        boolean cold = move.type().equals(MigrationType.COLD);
        if (!record.completed().contains(cold ? Phase.RESERVE : Phase.FULL_SYNC)) {
            return FULL_SYNC;
        }
        if (!cold && !record.completed().contains(Phase.INCREMENTAL_SYNC)) {
            return INCREMENTAL_SYNC;
        }
        // Also when ACTIVATE is done: until it is written down as moved, the cutover looks and says so.
        return CUTOVER;
    }
}

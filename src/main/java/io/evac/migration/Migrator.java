package io.evac.migration;

import io.evac.plan.Move;
import io.evac.plan.Policy;

/**
 * Walks one move through its phases and is the one place that decides what follows a failure, a crash or a doubt. One
 * per process; thread-safe for different moves.
 */
public final class Migrator {
    /** Checkpoint key: which way home a homeward walk is, {@link #ROLLBACK_WALK} or a reversal. */
    static final String WALK = "walk";

    static final String ROLLBACK_WALK = "rollback";
    private final MigratorParts parts;

    public Migrator(MigratorParts parts) {
        this.parts = parts;
    }

    /**
     * Works off one leg of the move and answers the move as it is afterwards. Never throws for the move's own failure.
     *
     * @throws Journal.JournalException when the database is gone, or a newer epoch owns the run: stop at once
     */
    public Journal.MoveRecord advance(Move move, Policy policy, Leg leg, Authority authority, Control control) {
        return parts.journal().read(move.id());
    }

    /**
     * Takes over the move's records on both ends; to be called for every move in flight before any other effect. An end
     * that does not answer is left to {@link #advance}, which adopts again before it acts on it.
     */
    public void adopt(Move move, Authority authority) {}

    /** The highest epoch that the guards of both ends report; an end that does not answer counts as 0. */
    public long highestEpoch(Move move) {
        return 0;
    }

    /** Whether the move is due for the leg; see {@link Leg#due}. */
    public static boolean due(Move move, Journal.MoveRecord record, Leg leg) {
        return leg.due(move, record);
    }
}

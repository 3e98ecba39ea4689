package io.evac.plan;

import java.time.Duration;

/**
 * What to do where a choice is open.
 *
 * @param type for rows that say nothing
 * @param downtime budget per instance for rows that say nothing
 * @param rounds incremental rounds at most
 * @param noGain stop the rounds when so many bring no gain (RFD 34: 3)
 * @param stopAfter failures in a run after which no new cutover starts; 0 never
 * @param canaries moves of a run that go first
 * @param parkedFor how long a parked copy is kept at least; when that is over, {@code evac serve} finalizes it; zero: never
 *     by itself
 * @param soak how long after the cutover {@code verify} looks
 */
public record Policy(
        MigrationType type,
        Duration downtime,
        int rounds,
        int noGain,
        NotConverging notConverging,
        GuestRefusesStop guestRefusesStop,
        ReversalImpossible reversalImpossible,
        int stopAfter,
        int canaries,
        Duration parkedFor,
        Duration soak) {

    /** When the rounds do not bring the delta into the budget; decided before anything is stopped. */
    public enum NotConverging {
        /** Fails the move, the source goes on; it may be retried in a quieter hour. */
        POSTPONE,
        /** Cuts over within four times the budget. */
        CUTOVER_ANYWAY,
        /** Stops first, then copies. */
        COLD,
        /** Fails the move for good. */
        REFUSE
    }

    /** When an instance does not stop. */
    public enum GuestRefusesStop {
        /** The move fails, the source stays as it is. */
        SKIP,
        /** Waits as long as the budget lasts. */
        WAIT
    }

    /** When a sick destination's writes cannot be brought home within the budget. */
    public enum ReversalImpossible {
        /** Leaves what runs as it is and calls a human. */
        HUMAN,
        /** Goes back to the parked copy; the writes since the activation are lost, and named as lost. */
        DISCARD
    }

    public static final Policy DEFAULT = new Policy(
            MigrationType.AUTO,
            Duration.ofSeconds(60),
            10,
            3,
            NotConverging.POSTPONE,
            GuestRefusesStop.SKIP,
            ReversalImpossible.HUMAN,
            0,
            1,
            Duration.ofDays(7),
            Duration.ZERO);
}

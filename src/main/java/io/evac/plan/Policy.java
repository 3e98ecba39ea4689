package io.evac.plan;

import io.evac.inventory.Texts;
import java.time.Duration;
import java.util.Arrays;

/**
 * What to do where a choice is open.
 *
 * @param type for rows that say nothing
 * @param downtime budget per instance for rows that say nothing
 * @param rounds incremental rounds at most
 * @param noGain stop the rounds when so many bring no gain (RFD 34: 3)
 * @param convergence what is done to an instance that is to be handed over and writes its memory faster than it is carried
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
        Convergence convergence,
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

    /** When an instance that runs writes its memory faster than the link carries it. */
    public enum Convergence {
        /** Nothing: the move fails, the source goes on. */
        NONE("none"),
        /** The instance gets less and less of its processors until it writes slowly enough. */
        AUTO_CONVERGE("auto-converge");

        private final String word;

        Convergence(String word) {
            this.word = word;
        }

        /**
         * Reads the word of a job descriptor.
         *
         * @throws IllegalArgumentException for another word; for {@code post-copy} it says why there is none
         */
        public static Convergence parse(String text) {
            if (text.equals("post-copy")) {
                throw new IllegalArgumentException(
                        "post-copy is not done: the destination would run before it is compared and"
                                + " the source fenced, and a link that breaks would lose the instance."
                                + " Maybe auto-converge, a longer downtime, or another type");
            }
            return Arrays.stream(values())
                    .filter(each -> each.word.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "not a word here: " + Texts.quoted(text) + ". Maybe none or auto-converge"));
        }
    }

    public static final Policy DEFAULT = new Policy(
            MigrationType.AUTO,
            Duration.ofSeconds(60),
            10,
            3,
            NotConverging.POSTPONE,
            GuestRefusesStop.SKIP,
            ReversalImpossible.HUMAN,
            Convergence.NONE,
            0,
            1,
            Duration.ofDays(7),
            Duration.ZERO);
}

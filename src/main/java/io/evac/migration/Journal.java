package io.evac.migration;

import io.evac.plan.MoveId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about moves after a crash. Every call is one short transaction of its own and durable on return.
 * Throws {@link JournalException} when the database cannot be reached: then nothing was written, or it is unknown
 * whether it was. Refuses every write under an epoch older than the run's (a replaced orchestrator cannot write).
 */
public interface Journal {
    /**
     * A move as the journal has it.
     *
     * @param phase the last phase begun in the current walk, empty before the first
     * @param completed the phases of the current walk that are done, in order: what an undo walks backwards
     * @param attempt at least 1
     * @param n the highest quiesce number used so far
     * @param homeward whether the current walk goes home (reversal or rollback)
     * @param stoppedAt set while the instance is down by our hand: when its downtime began ({@link SteadyClock}, milliseconds)
     * @param downtimeMillis measured downtime, summed over tries
     * @param cancelRequested by the operator
     */
    record MoveRecord(
            MoveId id,
            String run,
            MoveState state,
            Optional<Phase> phase,
            List<Phase> completed,
            int attempt,
            int n,
            boolean homeward,
            Checkpoint checkpoint,
            Optional<Long> stoppedAt,
            long downtimeMillis,
            int failures,
            boolean cancelRequested,
            Optional<String> code,
            Optional<String> message) {
        public MoveRecord {
            completed = List.copyOf(completed);
        }
    }

    /** An effect that was meant, and what it was. */
    record Intent(long number, String what) {}

    /** The move, as last written. */
    MoveRecord read(MoveId move);

    /** Writes the move as it is now, with the transition's actor and reason as an event; last write wins under one epoch. */
    void write(MoveRecord record, long epoch, String actor, String reason);

    /** Intent of an effect, before it, and the move as it then is; in one transaction. Returns the intent's number. */
    long intent(MoveRecord record, long epoch, Phase phase, String what);

    /** Outcome of an effect, after it, and the move as it is by then; in one transaction. */
    void outcome(MoveRecord record, long epoch, long intent, String result);

    /** Intents of the move without an outcome, oldest first: effects that may or may not have happened. */
    List<Intent> openIntents(MoveId move);

    /** Something people should read in the move's history that is no transition. */
    void note(MoveId move, long epoch, String actor, String text);

    /** What will become of the move, as far as it can be foreseen: people are told. */
    void foretell(MoveId move, long epoch, String text);

    /** The journal could not be written or read, or refused an older epoch. */
    class JournalException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean superseded;

        public JournalException(String message, boolean superseded, @Nullable Throwable cause) {
            super(message, cause);
            this.superseded = superseded;
        }

        /** Whether a newer epoch owns the run: stop at once, touch nothing. */
        public boolean superseded() {
            return superseded;
        }
    }

    /** How long to wait between tries while the database is away and the host's dead-man timer still runs. */
    Duration RETRY_PAUSE = Duration.ofMillis(500);
}

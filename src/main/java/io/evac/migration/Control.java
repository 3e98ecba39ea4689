package io.evac.migration;

import io.evac.plan.MoveId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the outside asks of a migrator at work; looked at between effects, never between QUIESCE and the health gate; but a
 * cancel still before FENCE, for the source can be in service again at once.
 */
public interface Control {
    /** The run is to stop (pause, shutdown, stop rule, lease lost soon): leave the move resumable. */
    boolean stopRequested(MoveId move);

    /** The operator cancelled this move: undo it. */
    boolean cancelRequested(MoveId move);

    /** By when a cutover must be over, or undone; empty for no such time. */
    default Optional<Instant> until(MoveId move) {
        return Optional.empty();
    }

    /**
     * Whether an instance that runs must not be stopped now, for its window is over or would be: the move waits for another.
     *
     * @param cutover how long it may be until it is moved, or back
     */
    default boolean tooLate(MoveId move, Instant now, Duration cutover) {
        return false;
    }

    /** Whether nothing that was said meanwhile (a stop rule) keeps it from its cutover. */
    default boolean mayCutOver(MoveId move) {
        return true;
    }

    /** Whether the lease still holds for at least the time a call takes; asked before every effect. */
    boolean mayAct();
}

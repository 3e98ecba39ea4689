package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Journal;
import io.evac.migration.MoveState;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs as the database has them. Every method is one short transaction. */
public interface RunStore {
    /**
     * A run.
     *
     * @param sequence of its job execution identity; a new one for retry and rollback after completion
     */
    record RunRecord(
            RunId id,
            PlanId plan,
            RunState state,
            int sequence,
            Optional<String> occurrence,
            Instant created,
            Optional<Instant> started,
            Optional<Instant> ended) {}

    /**
     * Creates the run with all its moves {@code planned}, or answers the one that the plan (or the occurrence) has
     * already. Refused ({@link Runs.RefusedException}, 5) when an instance or source host is in another unfinished run.
     *
     * @param terms of the new run, as {@link BandwidthStore} and {@link HookStore} have them
     */
    RunRecord create(Plan plan, Optional<String> occurrence, Terms terms, String actor);

    /** The same with no limit and no hooks. */
    default RunRecord create(Plan plan, Optional<String> occurrence, String actor) {
        return create(plan, occurrence, Terms.NONE, actor);
    }

    Optional<RunRecord> find(RunId id);

    Optional<RunRecord> ofPlan(PlanId plan);

    Optional<RunRecord> ofOccurrence(String occurrence);

    /** The run that a schedule has begun and that is not at its end; its latest. */
    Optional<RunRecord> unfinished(String schedule);

    /** The window that the run is in; empty when it may act at any time. */
    Optional<Window> window(RunId id);

    /** Another occurrence of its schedule has come: the run is in that window from now on; with an event. */
    void enterWindow(RunId id, String occurrence, Window window, String actor);

    /** The run may act at any time from now on; with an event. False when it could already. */
    boolean leaveWindow(RunId id, String actor);

    /** With an event of which people are told, the first time for the window, by its words; nothing if it is in another. */
    void willMissWindow(RunId id, String window, String why);

    /** Runs in one of these states, oldest first. */
    List<RunRecord> inState(List<RunState> states);

    /** Compare-and-set of the run's state, with an event; false when the state is none of {@code from}. */
    boolean transition(RunId id, List<RunState> from, RunState to, String actor, String reason);

    /** The same for what does not go on by itself, so that people are told. */
    boolean leave(RunId id, List<RunState> from, RunState to, String reason);

    /** Raises the sequence and answers it. */
    int nextSequence(RunId id);

    /** Runs that have left a copy somewhere that may be deleted one day, or is still to be fenced; oldest first. */
    List<RunRecord> withCopies();

    /** Moves of the run whose parked copy a later run has arrived on, and that run, whose copy it is now. */
    Map<MoveId, RunId> takenOver(RunId id);

    /**
     * Moves that have arrived elsewhere (moved, verified, finalized) and left this host, or came to it; by run, oldest first.
     */
    List<Passage> passages(HostName host);

    /** A move that has arrived, and its plan. */
    record Passage(PlanId plan, MoveId move) {}

    /** Moves of the run by state. */
    Map<MoveState, Integer> counts(RunId id);

    /** All moves of the run as the journal has them, by source host, band and order; one query. */
    List<Journal.MoveRecord> moves(RunId id);

    /** Those of one source host and band, in the plan's order; one query. */
    List<Journal.MoveRecord> moves(RunId id, HostName source, int band);

    /**
     * Asks for, or takes back, the cancellation of a move, with an event; the move's other state is left alone, and a
     * write of the journal that knows nothing of it does not undo it. False when that was asked already.
     */
    boolean requestCancel(MoveId move, boolean wanted, String actor);

    /**
     * Orders a move home, or takes the order back, with an event. A write of the journal that knows nothing of it does not
     * undo it while the move stays moved, or in need of attention; it ends as the way home begins, or is none any more.
     *
     * @param order for people; empty to take it back
     * @return false when it stood so already
     */
    boolean orderHome(MoveId move, Optional<String> order, String actor);

    /** Moves of the run that are ordered home and have not begun to go. */
    Set<MoveId> orderedHome(RunId id);

    /** Whether the move is one of those. */
    boolean orderedHome(MoveId move);

    /** Notes when a move is wanted to cut over, with an event. False when that was noted already. */
    boolean wishCutover(MoveId move, CutoverWish wish, String actor);

    /** The move goes by its list again. */
    void forgetCutoverWish(MoveId move);

    /** What is wanted of moves of the run. */
    Map<MoveId, CutoverWish> cutoverWishes(RunId id);

    /** An event of the run itself. */
    void event(RunId id, String kind, String actor, String text);
}

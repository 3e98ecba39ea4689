package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Walks one move through its phases and is the one place that decides what follows a failure, a crash or a doubt. One
 * per process; thread-safe for different moves.
 */
public final class Migrator {
    /** Checkpoint key: which way home a homeward walk is, {@link #ROLLBACK_WALK} or a reversal. */
    static final String WALK = "walk";

    static final String ROLLBACK_WALK = "rollback";

    private final MigratorParts parts;
    private final AtomicLong calls;

    /** Moves whose last leg here left nothing in doubt, and its epoch. */
    private final Map<MoveId, Long> settled = new ConcurrentHashMap<>();

    /** Call numbers begin at the wall clock's, so that a restart under the same epoch does not repeat them. */
    public Migrator(MigratorParts parts) {
        this.parts = parts;
        this.calls = new AtomicLong(parts.clock().millis());
    }

    /**
     * Works off one leg of the move and answers the move as it is afterwards; nothing happens when it is not due. Never
     * throws for the move's own failure.
     *
     * @throws Journal.JournalException when the database is gone, or a newer epoch owns the run: stop at once
     */
    public Journal.MoveRecord advance(Move move, Policy policy, Leg leg, Authority authority, Control control) {
        Journal.MoveRecord record = parts.journal().read(move.id());
        if (!leg.due(move, record)) {
            return record;
        }
        Ends ends = new Ends(parts, calls, move, policy, authority, control, new Draft(record));
        if (settled.remove(move.id(), authority.epoch())) {
            ends.settled();
        }
        Walk walk = new Walk(ends);
        Journal.MoveRecord after = walk.go(leg);
        if (after.state() == MoveState.QUEUED && walk.undisturbed()) {
            settled.put(move.id(), authority.epoch());
        }
        return after;
    }

    /**
     * Copies what has changed since the last round of a move that waits for its cutover, and answers the move as it is
     * afterwards; nothing happens when it does not wait, or copies nothing ahead. Never throws for the move's own failure.
     *
     * @throws Journal.JournalException when the database is gone, or a newer epoch owns the run: stop at once
     */
    public Journal.MoveRecord topUp(Move move, Policy policy, Authority authority, Control control) {
        Journal.MoveRecord record = parts.journal().read(move.id());
        if (!Leg.CUTOVER.due(move, record) || underWay(record)) {
            return record;
        }
        // Whether it left nothing in doubt is for the cutover to find out: it may not have reached both ends.
        settled.remove(move.id());
        return new Walk(new Ends(parts, calls, move, policy, authority, control, new Draft(record))).topUp();
    }

    /** When the last round over the running instance was complete; empty before the first. */
    public static Optional<Instant> copiedAt(Journal.MoveRecord record) {
        return Freshness.copiedAt(record.checkpoint());
    }

    /**
     * Takes over the move's records on both ends; to be called for every move in flight before any other effect. An end
     * that does not answer is left to {@link #advance}, which adopts again before it acts on it.
     *
     * @throws Journal.JournalException when a guard has seen a newer epoch
     */
    public void adopt(Move move, Authority authority) {
        Journal.MoveRecord record = parts.journal().read(move.id());
        new Ends(parts, calls, move, Policy.DEFAULT, authority, Following.NONE, new Draft(record)).adopt();
    }

    /**
     * The highest epoch that the guard of a host has seen, of whichever instance.
     *
     * @throws GuardUnreachableException when it does not answer
     */
    public long highestEpoch(HostName host) {
        return parts.guards().on(parts.hosts().apply(host)).highestEpoch();
    }

    /** Whether its cutover has begun, by what the journal knows: its instance may be stopped by our hand. */
    public static boolean underWay(Journal.MoveRecord record) {
        boolean cutOff = record.state() == MoveState.RUNNING
                && record.phase()
                        .filter(phase -> phase.compareTo(Phase.QUIESCE) >= 0 && phase.compareTo(Phase.ACTIVATE) <= 0)
                        .isPresent();
        return cutOff || record.stoppedAt().isPresent();
    }

    /**
     * How long a cutover takes at most, its undoing included: what this move's own rounds say of the last copy, half as much
     * again and half a minute for its stop and start, but no more than its downtime budget; and what a reversal is given.
     */
    public static Duration longestCutover(Move move, Journal.MoveRecord record) {
        return Budget.longest(move, record.checkpoint());
    }

    /** Whether the move is due for the leg; see {@link Leg#due}. */
    public static boolean due(Move move, Journal.MoveRecord record, Leg leg) {
        return leg.due(move, record);
    }

    /** Whether the move was sent home and has begun to go, or to take back the way there that it was still on. */
    public static boolean goesHome(Journal.MoveRecord record) {
        return ROLLBACK_WALK.equals(record.checkpoint().values().get(WALK));
    }

    /** The record of a move that needed attention, queued to go on from what both guards say: for an operator's retry. */
    public static Journal.MoveRecord lookedAt(Journal.MoveRecord record) {
        Draft draft = new Draft(record);
        draft.lookedAt();
        return draft.record();
    }

    /** Adoption obeys nobody: it only takes over. */
    private enum Following implements Control {
        NONE;

        @Override
        public boolean stopRequested(MoveId move) {
            return false;
        }

        @Override
        public boolean cancelRequested(MoveId move) {
            return false;
        }

        @Override
        public boolean mayAct() {
            return true;
        }
    }
}

package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the migrator work off one leg of one move. Whatever happens to the move is a result, never an exception. */
final class MoveWalker {
    private static final Logger LOG = LoggerFactory.getLogger(MoveWalker.class);

    /** A move and its state after the leg; the state it was found in when nobody may act any more. */
    record Walked(Move move, MoveState state) {}

    private final Walks walks;
    private final Journal journal;
    private final RunStore runs;
    private final RunHooks hooks;

    MoveWalker(Walks walks, Journal journal, RunStore runs, RunHooks hooks) {
        this.walks = walks;
        this.journal = journal;
        this.runs = runs;
        this.hooks = hooks;
    }

    Walked walk(LiveRun live, Move move, Leg leg) {
        return walk(live, move, leg, found -> true, () -> {});
    }

    /** One more round of a move that waits for its cutover. */
    void topUp(LiveRun live, Move move) {
        if (!live.begin(move.id(), Leg.INCREMENTAL_SYNC)) {
            return;
        }
        try (LogContext about = LogContext.of(live.id(), move)) {
            advance(
                    live,
                    move,
                    Leg.INCREMENTAL_SYNC,
                    found -> true,
                    () -> {},
                    () -> walks.topUp(move, live.plan().policy(), live.authority(), live));
        } finally {
            live.end(move.id());
        }
    }

    /**
     * The same for a move that is {@code still} what the leg was chosen for, asked when nobody else can walk it.
     *
     * @param walked gives back what the leg needed: nobody waits for it while hooks are called
     */
    Walked walk(LiveRun live, Move move, Leg leg, Predicate<Move> still, Runnable walked) {
        if (!live.begin(move.id(), leg)) {
            return new Walked(move, journal.read(move.id()).state());
        }
        try (LogContext about = LogContext.of(live.id(), move)) {
            Walked after = advance(
                    live,
                    move,
                    leg,
                    still,
                    walked,
                    () -> walks.advance(move, live.plan().policy(), leg, live.authority(), live));
            LOG.info("{}: {} ended {}", move.id(), leg.step(), after.state());
            return after;
        } finally {
            live.end(move.id());
        }
    }

    private Walked advance(
            LiveRun live, Move move, Leg leg, Predicate<Move> still, Runnable walked, Supplier<MoveRecord> work) {
        try {
            boolean cancelled = live.cancelRequested(move.id());
            if (!live.mayAct() || (live.stopRequested(move.id()) && !cancelled) || !still.test(move)) {
                return new Walked(move, journal.read(move.id()).state());
            }
            MoveRecord after = work.get();
            walked.run();
            keepHold(live, after);
            if (after.state() == MoveState.FAILED || after.state() == MoveState.NEEDS_ATTENTION) {
                live.failed(MoveStates.failures(runs.counts(live.id())));
            }
            // Before others are let go for it: what they say may end all that.
            hooks.walked(live, move, after);
            if (!leadsToCutover(move, after)) {
                live.canariesSettled(List.of(move));
            }
            return new Walked(move, after.state());
        } catch (JournalException gone) {
            LOG.error("{}: the journal refused: {}", move.id(), gone.getMessage());
            live.stop(gone.superseded() ? StopReason.LEASE_LOST : StopReason.DATABASE);
            return new Walked(move, MoveState.WAITING);
        } catch (RuntimeException bug) {
            return broken(live, move, leg, bug);
        }
    }

    /** The migrator writes the whole record; a hold that came meanwhile is written again. */
    private void keepHold(LiveRun live, MoveRecord after) {
        if (live.holds(after.id()) && MoveStates.open(after.state()) && !Hold.on(after)) {
            MoveRecord held = Hold.with(after, "held back by an operator. Maybe resume it");
            journal.write(held, live.authority().epoch(), "evac", "held back");
        }
    }

    /** Whether it is still on its way to a cutover, or in one. */
    static boolean leadsToCutover(Move move, MoveRecord record) {
        return Stream.of(Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER)
                .anyMatch(leg -> Migrator.due(move, record, leg));
    }

    /** A defect of ours: nobody knows how far the move is, so nothing is guessed and a human is called. */
    private Walked broken(LiveRun live, Move move, Leg leg, RuntimeException bug) {
        LOG.error("{}: {} ended in an unexpected exception", move.id(), leg.step(), bug);
        try {
            MoveRecord record = Records.needsAttention(
                    journal.read(move.id()),
                    "EVAC-552",
                    "unexpected " + bug.getClass().getSimpleName() + " in " + leg.step() + ": " + bug.getMessage()
                            + ". Maybe report this with the daemon's log; what runs was left running");
            journal.write(record, live.authority().epoch(), "evac", "unexpected exception");
            runs.orderHome(move.id(), Optional.empty(), "evac");
            live.failed(MoveStates.failures(runs.counts(live.id())));
            hooks.walked(live, move, record);
        } catch (JournalException gone) {
            live.stop(gone.superseded() ? StopReason.LEASE_LOST : StopReason.DATABASE);
        }
        return new Walked(move, MoveState.NEEDS_ATTENTION);
    }
}

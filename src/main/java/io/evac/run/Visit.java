package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.run.RunStore.RunRecord;
import io.evac.run.Runs.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A command's stay in a run that this process may act on: it enters, finds its moves, writes its wishes, and leaves, with
 * the work that is to be done now.
 *
 * @param fresh whether nobody in this process worked on the run before
 */
record Visit(RunEngine engine, Journal journal, RunRecord run, LiveRun live, boolean fresh) {
    /** What is to be done once a command has written its wishes. */
    enum Work {
        NONE,
        UNDO,
        ALL
    }

    /** @throws RefusedException while the run is coming to a stop */
    static Visit to(RunEngine engine, Journal journal, RunRecord run, int toleratedFailures) {
        Optional<LiveRun> live = engine.live(run.id());
        if (live.filter(running -> running.stopping() || !running.demand().enter())
                .isPresent()) {
            throw stopping(run);
        }
        return live.map(running -> new Visit(engine, journal, run, running, false))
                .orElseGet(() -> new Visit(engine, journal, run, engine.open(run, toleratedFailures), true));
    }

    private static RefusedException stopping(RunRecord run) {
        return new RefusedException(
                5, "EVAC-509", run.id() + " is just coming to a stop", "Maybe ask again in a moment");
    }

    /** Does what the command is for. When that breaks off, this process does not keep the run that it had entered for it. */
    void during(Consumer<Visit> deed) {
        ending(() -> {
            deed.accept(this);
            return run;
        });
    }

    /** The same for what has an answer. */
    <T> T ending(Supplier<T> deed) {
        T answer = choosing(deed);
        if (!fresh) {
            live.demand().exit();
        }
        return answer;
    }

    /** The same for a command that only chooses, and goes on later, with what ends it. */
    <T> T choosing(Supplier<T> choice) {
        try {
            return choice.get();
        } catch (RuntimeException | Error broken) {
            // Also when memory is out: a lease that is renewed for a thread that is not there blocks the run for ever.
            if (fresh) {
                letGo(broken);
            } else {
                live.demand().exit();
            }
            throw broken;
        }
    }

    private void letGo(Throwable broken) {
        try {
            engine.letGo(live);
        } catch (RuntimeException too) {
            broken.addSuppressed(too);
        }
    }

    /** The moves that the command names; left again when it names what is not there. */
    List<Move> select(List<String> instances) {
        return orLeave(() -> MoveSelection.of(live.plan(), instances));
    }

    /** The moves that a command is for; refused when it names one that it cannot be for. */
    List<Move> fit(List<String> instances, Predicate<Move> fits, String rule) {
        return orLeave(() -> MoveSelection.fitting(live.plan(), instances, fits, rule, this::state));
    }

    private List<Move> orLeave(Supplier<List<Move>> selection) {
        try {
            return selection.get();
        } catch (RefusedException refused) {
            leave(Work.NONE, "evac", "refused");
            throw refused;
        }
    }

    /** Before its orders: a run that had ended is taken into work again, or the command is refused and leaves none. */
    void begin(String actor, String reason) {
        engine.reopen(live, actor, reason);
    }

    MoveState state(Move move) {
        return journal.read(move.id()).state();
    }

    /** Those of them that are not at an end yet. */
    List<Move> open(List<Move> moves) {
        return moves.stream().filter(move -> MoveStates.open(state(move))).toList();
    }

    /** Leaves, for nothing was done; to be thrown. */
    RefusedException refused(RefusedException why) {
        leave(Work.NONE, "evac", "refused");
        return why;
    }

    /** Changes a move's record, unless somebody walks it just now: who walks is told by other means, or false says so. */
    boolean edit(Move move, String actor, String reason, UnaryOperator<MoveRecord> change) {
        return edit(move, record -> true, actor, reason, change);
    }

    /** The same, only of a move that is {@code still} what the change was chosen for. */
    boolean edit(
            Move move, Predicate<MoveRecord> still, String actor, String reason, UnaryOperator<MoveRecord> change) {
        return live.unlessWalking(move.id(), () -> {
            MoveRecord record = journal.read(move.id());
            boolean fits = still.test(record);
            if (fits) {
                journal.write(change.apply(record), live.authority().epoch(), actor, reason);
            }
            return fits;
        });
    }

    void leave(Work work, String actor, String reason) {
        if (!fresh) {
            if (work != Work.NONE) {
                live.demand().addWork();
            }
            return;
        }
        switch (work) {
            case NONE -> engine.close(live);
            case UNDO -> engine.undoOnly(live, actor, reason);
            case ALL -> engine.work(live, actor, reason);
        }
    }
}

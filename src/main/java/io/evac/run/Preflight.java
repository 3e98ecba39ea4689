package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes before any other effect of a run: asking the guards what an earlier orchestrator left, and adopting it. */
final class Preflight {
    private static final int AT_ONCE = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private record Known(Move move, MoveRecord record) {
        /** Whether a guard may hold a record of the move that is not at its end. */
        boolean inFlight() {
            boolean begun = !record.completed().isEmpty() || record.phase().isPresent();
            return begun && (MoveStates.open(record.state()) || record.state() == MoveState.MOVED);
        }

        /** Whether a guard may know a higher epoch: also of a move that this run has not begun, from an earlier run. */
        boolean mayBeKnown() {
            return MoveStates.open(record.state()) || inFlight();
        }

        boolean awaitsCutover() {
            return Migrator.due(move, record, Leg.FULL_SYNC)
                    || Migrator.due(move, record, Leg.INCREMENTAL_SYNC)
                    || Migrator.due(move, record, Leg.CUTOVER);
        }
    }

    private final Walks walks;
    private final RunStore runs;

    Preflight(Walks walks, RunStore runs) {
        this.walks = walks;
        this.runs = runs;
    }

    /** The highest epoch that any guard has seen of the moves that are not at their end; 0 when none has. */
    long highestEpoch(RunId run, Plan plan) {
        AtomicLong highest = new AtomicLong();
        List<Move> moves = known(run, plan).stream()
                .filter(Known::mayBeKnown)
                .map(Known::move)
                .toList();
        sideBySide(moves, move -> highest.accumulateAndGet(walks.highestEpoch(move), Math::max));
        return highest.get();
    }

    /** Adopts both ends of every move in flight, and remembers what operators asked of moves in an earlier execution. */
    void takeOver(LiveRun live) {
        List<Known> known = known(live.id(), live.plan());
        sideBySide(inFlight(known), move -> {
            if (live.mayAct()) {
                walks.adopt(move, live.authority());
            }
        });
        for (Known each : known) {
            if (Asked.HOLD.by(each.record())) {
                live.hold(each.move().id());
            }
            if (each.record().cancelRequested() && MoveStates.open(each.record().state())) {
                live.cancel(each.move().id());
            }
        }
        live.failed((int) known.stream()
                .filter(each -> each.record().state() == MoveState.FAILED
                        || each.record().state() == MoveState.NEEDS_ATTENTION)
                .count());
        live.awaitCanaries(known.stream()
                .filter(each -> each.move().band() == Partition.CANARIES && each.awaitsCutover())
                .map(each -> each.move().id())
                .filter(move -> !live.stopRequested(move) && !live.cancelRequested(move))
                .toList());
    }

    private List<Known> known(RunId run, Plan plan) {
        Map<MoveId, Move> moves = plan.moves().stream().collect(Collectors.toMap(Move::id, move -> move));
        return runs.moves(run).stream()
                .map(record -> new Known(moves.get(record.id()), record))
                .toList();
    }

    private static List<Move> inFlight(List<Known> known) {
        return known.stream().filter(Known::inFlight).map(Known::move).toList();
    }

    /** One move's trouble is not another's: an end that does not answer is asked again when it is the move's turn. */
    private static void sideBySide(List<Move> moves, Consumer<Move> work) {
        if (moves.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            moves.forEach(move -> threads.execute(() -> {
                try {
                    work.accept(move);
                } catch (RuntimeException trouble) {
                    LOG.warn("{}: not adopted yet: {}", move.id(), trouble.toString());
                }
            }));
        }
    }
}

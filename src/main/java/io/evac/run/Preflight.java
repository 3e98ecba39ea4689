package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * The highest epoch that the guards of the run's hosts have seen; 0 when none has. Whatever the states of the moves
     * say: a database that was restored from a backup is as old in its states as in its lease, and a move that it calls
     * verified, failed or planned may have gone on under a higher epoch since. Nothing in the database tells that it was
     * restored, so the hosts are asked each time: one call each, however many instances it has. Only a finalized move
     * has nothing left that any call could be for; its hosts may be switched off by now.
     */
    long highestEpoch(RunId run, Plan plan) {
        AtomicLong highest = new AtomicLong();
        Set<HostName> hosts = known(run, plan).stream()
                .filter(each -> each.record().state() != MoveState.FINALIZED)
                .map(Known::move)
                .flatMap(move -> Stream.of(move.from(), move.to()))
                .collect(Collectors.toSet());
        sideBySide(
                hosts,
                "does not say which epoch it has seen",
                host -> highest.accumulateAndGet(walks.highestEpoch(host), Math::max));
        return highest.get();
    }

    /** Adopts both ends of every move in flight, and remembers what operators asked of moves in an earlier execution. */
    void takeOver(LiveRun live) {
        List<Known> known = known(live.id(), live.plan());
        Map<MoveId, Move> inFlight = known.stream()
                .filter(Known::inFlight)
                .map(Known::move)
                .collect(Collectors.toMap(Move::id, move -> move));
        sideBySide(inFlight.keySet(), "is not adopted yet", move -> {
            if (live.mayAct()) {
                walks.adopt(inFlight.get(move), live.authority());
            }
        });
        // Read again: adoption may take long, and what was asked meanwhile holds.
        for (Known each : known(live.id(), live.plan())) {
            if (Hold.on(each.record())) {
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

    /** One's trouble is not another's: an end that does not answer is asked again when it is the move's turn. */
    private static <T> void sideBySide(Collection<T> all, String otherwise, Consumer<T> work) {
        if (all.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            all.forEach(one -> threads.execute(() -> {
                try {
                    work.accept(one);
                } catch (RuntimeException trouble) {
                    LOG.warn("{} {}: {}", one, otherwise, trouble.toString());
                }
            }));
        }
    }
}

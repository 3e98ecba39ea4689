package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.Progress;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads the moves of a partition that are due for a leg. The journal alone says which are (process indicator); nothing
 * is counted, so that a restart is simply a run again. Cutovers are held back here, in a thread that may wait, until
 * they are admitted.
 */
final class DueMoves implements ItemReader<Move>, StepExecutionListener {
    private static final Duration LOOK = Duration.ofMillis(200);

    /**
     * What a reader asks.
     *
     * @param failures failed moves of a run, from our own tables
     */
    record Sources(Journal journal, Progress progress, Clock clock, Waiter waiter, ToIntFunction<RunId> failures) {}

    private enum Admission {
        NOW,
        LATER,
        NOT_HERE
    }

    private final LiveRun live;
    private final Partition partition;
    private final Leg leg;
    private final Sources sources;
    private final List<Move> remaining;
    private Optional<StepExecution> step = Optional.empty();

    DueMoves(LiveRun live, Partition partition, Leg leg, Sources sources) {
        this.live = live;
        this.partition = partition;
        this.leg = leg;
        this.sources = sources;
        this.remaining = new LinkedList<>(partition.moves());
    }

    @Override
    public void beforeStep(StepExecution execution) {
        step = Optional.of(execution);
    }

    @Override
    public @Nullable Move read() throws InterruptedException {
        while (!live.stopping()) {
            boolean later = false;
            for (Iterator<Move> moves = remaining.iterator(); moves.hasNext() && !live.stopping(); ) {
                Move move = moves.next();
                Admission admission = admission(move);
                later |= admission == Admission.LATER;
                if (admission != Admission.LATER) {
                    moves.remove();
                }
                if (admission == Admission.NOW) {
                    return move;
                }
            }
            if (!later) {
                return null;
            }
            sources.waiter().pause(LOOK);
        }
        step.ifPresent(StepExecution::setTerminateOnly);
        return null;
    }

    private Admission admission(Move move) {
        Optional<String> obstacle = obstacle(move);
        if (obstacle.isPresent() && !live.cancelRequested(move.id()) && !live.holds(move.id())) {
            sources.progress().waiting(move.id(), obstacle.get());
            return Admission.LATER;
        }
        Journal.MoveRecord record = sources.journal().read(move.id());
        if (!due(move, record)) {
            return Admission.NOT_HERE;
        }
        if (live.cancelRequested(move.id())) {
            return Admission.NOW;
        }
        return live.holds(move.id()) || stoppedByRule() ? Admission.NOT_HERE : Admission.NOW;
    }

    /** A move that is to go home is not verified first; one that nobody sends home is not due for the way home. */
    private boolean due(Move move, Journal.MoveRecord record) {
        boolean home = live.sentHome(move.id()) || record.homeward() || Asked.HOME.by(record);
        return switch (leg) {
            case VERIFY -> !home && Migrator.due(move, record, leg);
            case ROLLBACK -> home && Migrator.due(move, record, leg);
            case FULL_SYNC, INCREMENTAL_SYNC, CUTOVER, FINALIZE -> Migrator.due(move, record, leg);
        };
    }

    private Optional<String> obstacle(Move move) {
        if (live.backingOff(move.id())) {
            return Optional.of("next attempt");
        }
        if (leg != Leg.CUTOVER) {
            return Optional.empty();
        }
        Optional<String> early = move.notBefore()
                .filter(time -> sources.clock().instant().isBefore(time))
                .map(time -> "cutover not before " + time);
        if (early.isPresent() || partition.canaries() || !live.canariesPending()) {
            return early;
        }
        return Optional.of("canary");
    }

    /** The stop rule stops what leads to new cutovers, never a verification or a way home. */
    private boolean stoppedByRule() {
        boolean forward = leg == Leg.FULL_SYNC || leg == Leg.INCREMENTAL_SYNC || leg == Leg.CUTOVER;
        return forward
                && live.plan().policy().stopAfter() > 0
                && live.stopRule(sources.failures().applyAsInt(live.id()));
    }
}

package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Reads the moves of a partition that are due for a leg, all at once. The journal alone says which are (process
 * indicator); nothing is counted, so that a restart is simply a run again. Nothing waits here: moves are held back in
 * {@link Admission}, each for itself. When a chunk is through, a run that stops ends its step.
 */
final class DueMoves implements ItemReader<DueMove>, ItemWriter<MoveWalker.Walked>, StepExecutionListener {
    private final LiveRun live;
    private final Partition partition;
    private final Leg leg;
    private final RunStore runs;
    private Optional<Deque<DueMove>> due = Optional.empty();
    private Optional<StepExecution> step = Optional.empty();

    DueMoves(LiveRun live, Partition partition, Leg leg, RunStore runs) {
        this.live = live;
        this.partition = partition;
        this.leg = leg;
        this.runs = runs;
    }

    @Override
    public void beforeStep(StepExecution execution) {
        step = Optional.of(execution);
    }

    @Override
    public @Nullable DueMove read() {
        if (live.stopping()) {
            endStep();
            return null;
        }
        if (due.isEmpty()) {
            due = Optional.of(find());
        }
        return due.get().poll();
    }

    @Override
    public void write(Chunk<? extends MoveWalker.Walked> walked) {
        if (live.stopping()) {
            endStep();
        }
    }

    private void endStep() {
        step.ifPresent(StepExecution::setTerminateOnly);
    }

    private Deque<DueMove> find() {
        Set<MoveId> ordered = leg == Leg.VERIFY || leg == Leg.ROLLBACK ? runs.orderedHome(live.id()) : Set.of();
        Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(live.id(), partition.host(), partition.band()));
        return partition.moves().stream()
                .filter(move -> isDue(move, records.get(move.id()), ordered.contains(move.id())))
                .map(move -> due(move, records.get(move.id()), ordered.contains(move.id())))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    private static DueMove due(Move move, MoveRecord record, boolean ordered) {
        boolean home = homeBound(record);
        return new DueMove(
                move,
                home,
                ordered,
                home || Migrator.underWay(record),
                Migrator.longestCutover(move, record),
                Migrator.copiedAt(record));
    }

    /** A move that is to go home is not verified first; one that nobody sends home is not due for the way home. */
    private boolean isDue(Move move, MoveRecord record, boolean ordered) {
        boolean wanted =
                live.cancelRequested(move.id()) || !live.holds(move.id()) && !Admission.stoppedByRule(live, leg);
        // One that needs a human goes on only when the human asked since.
        boolean home = ordered || homeBound(record) && record.state() != MoveState.NEEDS_ATTENTION;
        boolean inTurn = switch (leg) {
            case VERIFY -> !home;
            case ROLLBACK -> home;
            case FULL_SYNC, INCREMENTAL_SYNC, CUTOVER, FINALIZE, SETTLE -> true;
        };
        return wanted && inTurn && Migrator.due(move, record, leg);
    }

    /** On its way home, or called back from the way there. */
    private static boolean homeBound(MoveRecord record) {
        return record.homeward() || Migrator.goesHome(record);
    }
}

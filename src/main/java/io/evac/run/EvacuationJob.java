package io.evac.run;

import io.evac.migration.Leg;
import io.evac.migration.Slots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.flow.Flow;
import org.springframework.batch.core.job.flow.support.SimpleFlow;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * The job of a run: {@code preflight ▶ evacuate ▶ report}, where {@code evacuate} has one partition per source host and
 * band and each partition is a flow of five chunk-oriented steps.
 *
 * <p>The names of those steps carry the partition: a job instance remembers its steps by name, and with equal names one
 * host's history would be taken for another's. No step has a transaction manager: a chunk would hold a pooled
 * connection for as long as its moves take, and the journal has short transactions of its own.
 */
final class EvacuationJob {
    static final String NAME = "evacuation";
    private static final List<Leg> LEGS =
            List.of(Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER, Leg.VERIFY, Leg.ROLLBACK);
    private static final String PARTITION = "partition";

    private final JobRepository repository;
    private final AsyncTaskExecutor threads;
    private final Preflight preflight;
    private final MoveWalker walker;
    private final Admission admission;
    private final RunStore runs;
    private final RunHooks hooks;

    /**
     * @param threads for partitions and moves, which mostly wait: a virtual thread each. What must not block such a
     *     thread has threads of its own, in the rooms where it happens
     */
    EvacuationJob(
            JobRepository repository,
            AsyncTaskExecutor threads,
            Preflight preflight,
            MoveWalker walker,
            Admission admission,
            RunStore runs,
            RunHooks hooks) {
        this.repository = repository;
        this.threads = threads;
        this.preflight = preflight;
        this.walker = walker;
        this.admission = admission;
        this.runs = runs;
        this.hooks = hooks;
    }

    Job of(LiveRun live) {
        return new JobBuilder(NAME, repository)
                .start(always("preflight", (contribution, context) -> {
                    preflight.takeOver(live);
                    return RepeatStatus.FINISHED;
                }))
                .next(evacuate(live))
                .next(always("report", (contribution, context) -> {
                    runs.event(
                            live.id(), "report", "evac", runs.counts(live.id()).toString());
                    return RepeatStatus.FINISHED;
                }))
                .build();
    }

    private Step always(String name, Tasklet tasklet) {
        return new StepBuilder(name, repository)
                .tasklet(tasklet)
                .allowStartIfComplete(true)
                .build();
    }

    private Step evacuate(LiveRun live) {
        return new StepBuilder("evacuate", repository)
                .partitioner("evacuate", gridSize -> contexts(live))
                .step(new PartitionWorker(live))
                .taskExecutor(threads)
                .allowStartIfComplete(true)
                .build();
    }

    private static Map<String, ExecutionContext> contexts(LiveRun live) {
        return live.partitions().keySet().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> new ExecutionContext(Map.<String, Object>of(PARTITION, name))));
    }

    /** Runs the flow of the partition that its step execution names. */
    private final class PartitionWorker implements Step {
        private final LiveRun live;

        PartitionWorker(LiveRun live) {
            this.live = live;
        }

        @Override
        public String getName() {
            return "evacuate";
        }

        @Override
        public boolean isAllowStartIfComplete() {
            return true;
        }

        @Override
        public void execute(StepExecution execution) throws JobInterruptedException {
            int windows = live.times().windows();
            Partition partition =
                    live.partitions().get(execution.getExecutionContext().getString(PARTITION));
            hooks.enter(live, partition.host());
            try {
                new StepBuilder(execution.getStepName(), repository)
                        .flow(flow(live, partition))
                        .allowStartIfComplete(true)
                        .build()
                        .execute(execution);
            } finally {
                // Those that are too late for the window have tried nothing yet.
                if (!live.times().postponed() && live.times().windows() == windows) {
                    live.canariesSettled(partition.moves());
                }
                hooks.leave(live, partition.host());
            }
        }
    }

    private Flow flow(LiveRun live, Partition partition) {
        List<Step> steps =
                LEGS.stream().map(leg -> chunkStep(live, partition, leg)).toList();
        FlowBuilder<SimpleFlow> flow = new FlowBuilder<SimpleFlow>("flow:" + partition.name()).start(steps.getFirst());
        steps.stream().skip(1).forEach(flow::next);
        return flow.build();
    }

    private Step chunkStep(LiveRun live, Partition partition, Leg leg) {
        DueMoves due = new DueMoves(live, partition, leg, runs);
        return new StepBuilder(partition.stepName(leg), repository)
                .<DueMove, MoveWalker.Walked>chunk(partition.chunk())
                .reader(due)
                .processor(move -> work(live, move, leg))
                .writer(due)
                .listener((StepExecutionListener) due)
                .taskExecutor(threads)
                .allowStartIfComplete(true)
                .build();
    }

    /** Nothing for the writer when the move did not begin. */
    private MoveWalker.@Nullable Walked work(LiveRun live, DueMove due, Leg leg) {
        Optional<Slots.Claim> place = admission.enter(live, due, leg);
        if (place.isEmpty()) {
            return null;
        }
        try (Slots.Claim claim = place.get()) {
            // An order to go home may have been taken back while the move waited for its turn, or a cutover be
            // unwanted.
            return walker.walk(
                    live,
                    due.move(),
                    leg,
                    move -> (!due.ordered() || runs.orderedHome(move.id())) && admission.still(live, due, leg),
                    claim::close);
        }
    }
}

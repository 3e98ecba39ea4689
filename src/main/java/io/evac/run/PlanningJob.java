package io.evac.run;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Inventory;
import io.evac.list.EvacuationList;
import io.evac.list.EvacuationList.RefusedRow;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.list.Row;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.task.AsyncTaskExecutor;

/** The job that plans: {@code readList ▶ survey (a partition per host) ▶ place}. */
final class PlanningJob {
    static final String NAME = "planning";
    private static final int ROWS = 500;
    private static final String HOST = "host";

    private final JobRepository repository;
    private final JobOperator operator;
    private final Survey survey;
    private final AsyncTaskExecutor threads;

    PlanningJob(JobRepository repository, JobOperator operator, Survey survey, AsyncTaskExecutor threads) {
        this.repository = repository;
        this.operator = operator;
        this.survey = survey;
        this.threads = threads;
    }

    /** A line of the list: one of the three. */
    private record Line(Optional<Row> row, Optional<RefusedRow> refused, Optional<ListProblem> rejected) {}

    /** One planning at work; its steps run one after the other. */
    private static final class Planning {
        private final Plans.Request request;
        private final Inventory inventory;
        private final List<Row> rows = new ArrayList<>();
        private final List<RefusedRow> refused = new ArrayList<>();
        private final List<ListProblem> problems = new ArrayList<>();
        private final Survey.Findings findings = new Survey.Findings();
        private Optional<Plan> plan = Optional.empty();

        Planning(Plans.Request request, Inventory inventory) {
            this.request = request;
            this.inventory = inventory;
        }

        void take(Line line) {
            line.row().ifPresent(rows::add);
            line.refused().ifPresent(row -> {
                refused.add(row);
                problems.addAll(row.problems());
            });
            line.rejected().ifPresent(problems::add);
        }

        EvacuationList list() {
            return new EvacuationList(request.file(), rows, problems, refused);
        }

        /** Hosts that somebody leaves, and hosts that may take somebody; none of which whoever plans may not use. */
        Collection<Host> concerned() {
            Set<HostName> leaving = rows.stream().map(Row::host).collect(Collectors.toCollection(HashSet::new));
            return inventory.hosts().stream()
                    .filter(request.hosts()::covers)
                    .filter(host -> host.accepts() || leaving.contains(host.name()))
                    .toList();
        }
    }

    /**
     * Plans the request.
     *
     * @param place makes the plan of a list that can be used, from what was found
     * @throws Plans.RejectedException when the list as a whole cannot be used
     */
    Plan plan(Plans.Request request, Inventory inventory, Place place) {
        Planning planning = new Planning(request, inventory);
        JobExecution execution;
        try {
            execution = operator.start(
                    job(planning, place),
                    new JobParametersBuilder()
                            .addString("planning", UUID.randomUUID().toString())
                            .toJobParameters());
        } catch (JobExecutionException trouble) {
            throw new IllegalStateException("planning could not be started", trouble);
        }
        if (planning.list().rejected()) {
            throw new Plans.RejectedException(
                    planning.problems.stream().map(ListProblem::toString).toList());
        }
        if (execution.getStatus() != BatchStatus.COMPLETED) {
            throw failure(execution);
        }
        return planning.plan.orElseThrow(() -> new IllegalStateException("planning ended without a plan"));
    }

    /** Makes the plan. */
    interface Place {
        Plan of(EvacuationList list, Survey.Findings findings);
    }

    private static RuntimeException failure(JobExecution execution) {
        return execution.getAllFailureExceptions().stream()
                .filter(IllegalArgumentException.class::isInstance)
                .map(RuntimeException.class::cast)
                .findFirst()
                .orElseGet(() -> new IllegalStateException(
                        "planning failed: " + execution.getAllFailureExceptions(),
                        execution.getAllFailureExceptions().stream().findFirst().orElse(null)));
    }

    private Job job(Planning planning, Place place) {
        return new JobBuilder(NAME, repository)
                .start(readList(planning))
                .next(survey(planning))
                .next(new StepBuilder("place", repository)
                        .tasklet((contribution, context) -> {
                            if (!planning.list().rejected()) {
                                planning.plan = Optional.of(place.of(planning.list(), planning.findings));
                            }
                            return RepeatStatus.FINISHED;
                        })
                        .build())
                .build();
    }

    private Step readList(Planning planning) {
        return new StepBuilder("readList", repository)
                .<Line, Line>chunk(ROWS)
                .reader(new ListItemReader<>(lines(planning)))
                .writer(lines -> lines.forEach(planning::take))
                .build();
    }

    private static List<Line> lines(Planning planning) {
        List<Line> lines = new ArrayList<>();
        Set<HostName> known =
                planning.inventory.hosts().stream().map(Host::name).collect(Collectors.toSet());
        new ListParser(known)
                .read(
                        planning.request.file(),
                        planning.request.csv(),
                        row -> lines.add(new Line(Optional.of(row), Optional.empty(), Optional.empty())),
                        row -> lines.add(new Line(Optional.empty(), Optional.of(row), Optional.empty())),
                        problem -> lines.add(new Line(Optional.empty(), Optional.empty(), Optional.of(problem))));
        return lines;
    }

    private Step survey(Planning planning) {
        Step one = new StepBuilder("survey", repository)
                .tasklet((contribution, context) -> {
                    Object name =
                            context.getStepContext().getStepExecutionContext().get(HOST);
                    survey.look(planning.inventory.host(new HostName(String.valueOf(name))), planning.findings);
                    return RepeatStatus.FINISHED;
                })
                .build();
        return new StepBuilder("surveys", repository)
                .partitioner("survey", size -> contexts(planning))
                .step(one)
                .taskExecutor(threads)
                .build();
    }

    private static Map<String, ExecutionContext> contexts(Planning planning) {
        if (planning.list().rejected()) {
            return Map.of();
        }
        return planning.concerned().stream()
                .map(host -> host.name().value())
                .collect(Collectors.toMap(
                        Function.identity(), name -> new ExecutionContext(Map.<String, Object>of(HOST, name))));
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Leg;
import io.evac.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;

class BatchRetentionTest {
    private static final Duration LONG = Duration.ofDays(31);

    @TempDir
    Path home;

    @Test
    void rowsOfAnEndedRunAreDeletedWhenTheirTimeIsOverAndTheRunStays() {
        Plan plan = TestPlans.of("old", 2, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            world.cleanUpIn(Duration.ofDays(29));
            assertThat(world.jobStates()).containsExactly("COMPLETED");
            world.cleanUpIn(LONG);

            assertThat(world.jobStates()).isEmpty();
            assertThat(world.stepNames()).isEmpty();
            assertThat(world.state(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().moves(run)).hasSize(4);
        }
    }

    @Test
    void anInstanceThatIsJustBeingStartedIsKeptForItsExecution() {
        try (RunWorld world = new RunWorld(home)) {
            JobParameters parameters =
                    new JobParametersBuilder().addString("planning", "now").toJobParameters();
            JobInstance starting = world.jobs().createJobInstance(PlanningJob.NAME, parameters);
            world.cleanUpIn(LONG);
            assertThat(world.jobs().getJobInstance(PlanningJob.NAME, parameters))
                    .isEqualTo(starting);
            world.jobs().createJobExecution(starting, parameters, new ExecutionContext());
            assertThat(world.jobStates()).containsExactly("STARTING");
        }
    }

    @Test
    void aRunThatIsOnlyPausedKeepsItsRowsAndAnEndedOneCanStillBeRetried() {
        Plan plan = TestPlans.of("paused", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().failing.add("i1-2");
            world.walks().before = (move, leg) -> {
                if (leg == Leg.FULL_SYNC) {
                    world.runs().pause(new RunId("R-1"), List.of(), "test");
                }
            };
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            world.cleanUpIn(LONG);
            assertThat(world.jobStates()).containsExactly("STOPPED");

            world.walks().before = (move, leg) -> {};
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            world.cleanUpIn(LONG);
            assertThat(world.jobStates()).isEmpty();
            world.walks().failing.clear();
            world.runs().retry(run, List.of(), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }
}

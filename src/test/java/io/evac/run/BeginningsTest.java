package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.MoveState;
import io.evac.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told to begin begins, or somebody says that it has not; and what has ended with open ends can be gone on with. */
class BeginningsTest {
    private static final String OTHER = "4f1c2a90/R-1@other";

    @TempDir
    Path home;

    private static RunId planned(RunWorld world, Plan plan) {
        return world.store().create(plan, Optional.empty(), "test").id();
    }

    @Test
    void aRunThatSomebodyHoldsAndDoesNotBeginIsNotCalledBegun() {
        Plan plan = TestPlans.of("held", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = planned(world, plan);
            assertThat(world.leases().acquire(run, OTHER, Duration.ofMinutes(5), true, 1))
                    .isPresent();
            assertThatThrownBy(() -> world.apply(plan))
                    .isInstanceOfSatisfying(
                            Runs.RefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo("EVAC-505"));
            assertThat(world.state(run)).isEqualTo(RunState.PLANNED);
        }
    }

    @Test
    void aRunWhoseFirstHolderDiedBeforeItBeganIsBegun() {
        Plan plan = TestPlans.of("dead", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = planned(world, plan);
            assertThat(world.leases().acquire(run, OTHER, Duration.ofMillis(300), true, 1))
                    .isPresent();
            assertThat(world.apply(plan)).isEqualTo(run);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    /** As an older Evac has left it: ended, and its moves are not. */
    private static RunId endedAndOpen(RunWorld world, Plan plan) {
        RunId run = planned(world, plan);
        assertThat(world.store().transition(run, List.of(RunState.PLANNED), RunState.FINISHED, "test", "broke off"))
                .isTrue();
        return run;
    }

    @Test
    void whatIsOpenInAnEndedRunCanBeCancelled() {
        Plan plan = TestPlans.of("cancelled", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = endedAndOpen(world, plan);
            world.runs().cancel(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(world.store().counts(run)).containsOnlyKeys(MoveState.CANCELLED);
        }
    }

    @Test
    void whatIsOpenInAnEndedRunIsBegunWhenItsPlanIsApplied() {
        Plan plan = TestPlans.of("applied", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = endedAndOpen(world, plan);
            assertThat(world.apply(plan)).isEqualTo(run);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsOnlyKeys(MoveState.VERIFIED);
        }
    }

    @Test
    void whatIsUnverifiedInARunThatNeedsAttentionIsVerifiedWhenThatIsResumed() {
        Plan plan = TestPlans.of("both", 2, 1);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().silent.add("i1-1");
            world.walks().breakInCutover("i2-1");
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            assertThat(world.store().counts(run)).containsEntry(MoveState.MOVED, 1);
            world.walks().before = (move, leg) -> {};
            world.walks().silent.clear();
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.VERIFIED, 1)
                    .containsEntry(MoveState.NEEDS_ATTENTION, 1);
        }
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.plan.Plan;
import io.evac.run.FakeWalks.Effect;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvacuationJobTest {
    @TempDir
    Path home;

    @Test
    void twelveMovesOnThreeHostsAreVerifiedAndEachLegIsDoneOnce() {
        Plan plan = TestPlans.of("twelve", 3, 4);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(plan.moves())
                    .allSatisfy(move -> assertThat(world.state(move)).isEqualTo(MoveState.VERIFIED));
            assertThat(world.walks().effects).hasSize(48).doesNotHaveDuplicates();
        }
    }

    @Test
    void theNamesOfStepsCarryTheirPartitionAndAreUnique() {
        try (RunWorld world = new RunWorld(home)) {
            world.ended(world.apply(TestPlans.of("names", 3, 4)));

            List<String> names = world.stepNames();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains("fullSync:h1:1", "cutover:h3:2", "rollback:h2:1", "evacuate:h1:1")
                    .hasSize(3 + 6 + 6 * 5);
        }
    }

    @Test
    void theLongestStepNameFitsIntoBatchsTable() {
        Plan plan = new TestPlans("long")
                .move("h".repeat(64), "i", Integer.MAX_VALUE, java.util.Optional.empty())
                .plan();
        Partition partition = Partition.of(plan.moves()).values().iterator().next();

        assertThat(List.of(Leg.values()))
                .allSatisfy(leg -> assertThat(partition.stepName(leg)).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void aFailedMoveIsAResultAndTheOthersGoOn() {
        Plan plan = TestPlans.of("failed", 3, 4);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().failing.add("i2-3");
            RunId run = world.apply(plan);

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.FAILED, 1)
                    .containsEntry(MoveState.VERIFIED, 11);
            assertThat(world.jobStates()).containsExactly("COMPLETED");
        }
    }

    @Test
    void anUnexpectedExceptionCallsAHumanForThatMoveOnly() {
        Plan plan = TestPlans.of("bug", 2, 3);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().breakInCutover("i1-1");
            RunId run = world.apply(plan);

            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.NEEDS_ATTENTION, 1)
                    .containsEntry(MoveState.VERIFIED, 5);

            world.walks().before = (move, leg) -> {};
            world.runs().retry(run, List.of(), Optional.empty(), "test");
            assertThat(world.ended(run)).as("not named, not touched").isEqualTo(RunState.NEEDS_ATTENTION);
            world.runs().retry(run, List.of("i1-1"), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void afterACrashInFullSyncEverythingIsCompletedAndNothingIsDoneTwice() throws Exception {
        crashIn(Leg.FULL_SYNC);
    }

    @Test
    void afterACrashInCutoverEverythingIsCompletedAndNothingIsDoneTwice() throws Exception {
        crashIn(Leg.CUTOVER);
    }

    /** Crashes twice: the second recovery must not be taken for done because of the first. */
    private void crashIn(Leg fatal) throws Exception {
        Plan plan = TestPlans.of("crash" + fatal, 3, 4);
        HashSet<Effect> all = new HashSet<>();
        RunId run = crash(plan, fatal, "i2-2", all);
        assertThat(crash(plan, fatal, "i2-2", all)).isEqualTo(run);
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.runs().interrupted()).containsExactly(run);
            world.walks().guardsEpoch = 41;
            world.runs().resume(run, List.of(), "test");
            assertThat(world.leases().holder(run).orElseThrow().epoch()).isEqualTo(42);

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.walks().adopted).contains("i2-2");
            assertThat(world.walks().effects)
                    .allSatisfy(effect -> assertThat(all.add(effect)).isTrue());
            assertThat(world.store().counts(run)).containsOnly(entry(MoveState.VERIFIED, 12));
        }
    }

    private RunId crash(Plan plan, Leg fatal, String instance, HashSet<Effect> all) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        RunWorld world = new RunWorld(home);
        world.walks().before = (move, leg) -> {
            if (leg == fatal && move.instance().name().value().equals(instance)) {
                there.countDown();
                awaitQuietly(dead);
            }
        };
        RunId run = world.apply(plan);
        assertThat(there.await(180, TimeUnit.SECONDS)).isTrue();
        world.crash();
        dead.countDown();
        world.abandoned(run);
        all.addAll(world.walks().effects);
        return run;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(180, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

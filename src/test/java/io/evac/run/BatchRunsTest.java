package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Rate;
import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRunsTest {
    @TempDir
    Path home;

    /** Holds one leg of one move until it is let go. */
    private static final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        Gate(RunWorld world, Leg at, String instance) {
            world.walks().before = (move, leg) -> {
                if (leg == at && move.instance().name().value().equals(instance)) {
                    reached.countDown();
                    await(open);
                }
            };
        }

        void reached() {
            await(reached);
        }

        void open() {
            open.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(180, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void theSamePlanAppliedTwiceIsOneRun() {
        Plan plan = TestPlans.of("twice", 2, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            assertThat(world.apply(plan)).isEqualTo(run);
            world.ended(run);
            assertThat(world.apply(plan)).isEqualTo(run);

            assertThat(world.state(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.walks().effects).hasSize(16).doesNotHaveDuplicates();
            assertThat(world.runs().ofPlan(plan.id())).contains(run);
        }
    }

    @Test
    void aStalePlanIsRefusedWithItsDifferences() {
        try (RunWorld world = new RunWorld(home)) {
            world.differences = List.of("h1/i1-1 is gone");
            assertThatThrownBy(() -> world.apply(TestPlans.of("stale", 1, 1)))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.exitCode()).isEqualTo(4);
                        assertThat(refused).hasMessageContaining("h1/i1-1 is gone");
                        assertThat(refused.remedy()).startsWith("Maybe");
                    });
            assertThat(world.store().inState(List.of(RunState.values()))).isEmpty();
        }
    }

    @Test
    void pauseFinishesACutoverAndStartsNothingNewAndResumeCompletesTheRun() {
        Plan plan = TestPlans.of("pause", 2, 3);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            world.runs().pause(run, List.of(), "test");
            assertThat(world.state(run)).isEqualTo(RunState.PAUSING);
            gate.open();

            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.MOVED);
            assertThat(world.jobStates()).containsExactly("STOPPED");
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.walks().effects).hasSize(24).doesNotHaveDuplicates();
            assertThat(world.store().find(run).orElseThrow().sequence()).isEqualTo(1);
        }
    }

    @Test
    void aRunIsKeptToItsBandwidthWhileItIsWorkedOnAndAfterARestart() {
        Plan plan = TestPlans.of("bandwidth", 1, 2);
        Move move = plan.moves().getFirst();
        RunId run;
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.FULL_SYNC, "i1-1");
            run = world.apply(plan);
            gate.reached();
            assertThat(world.mayBeSent(move)).isEmpty();
            world.runs().limit(run, Bandwidth.parse("200Mbit"), "test");
            assertThat(world.mayBeSent(move)).contains(Rate.parse("200Mbit"));
            world.runs().pause(run, List.of(), "test");
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            assertThat(world.mayBeSent(move)).isEmpty();
        }
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            world.runs().limit(run, Bandwidth.parse("100Mbit"), "test");
            assertThat(world.report(run).bandwidth()).contains("100Mbit");
            world.runs().resume(run, List.of(), "test");
            gate.reached();
            assertThat(world.mayBeSent(move)).contains(Rate.parse("100Mbit"));
            world.runs().limit(run, Bandwidth.UNLIMITED, "test");
            assertThat(world.mayBeSent(move)).isEmpty();
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.report(run).bandwidth()).isEmpty();
        }
    }

    @Test
    void aPausedInstanceIsHeldBackAcrossARestartUntilItIsResumed() {
        Plan plan = TestPlans.of("hold", 1, 4);
        // Of the band of i1-1: no step begins for it while that one is held up.
        Move held = plan.moves().get(2);
        RunId run;
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.FULL_SYNC, "i1-1");
            run = world.apply(plan);
            gate.reached();
            world.runs().pause(run, List.of("i1-3"), "test");
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
        }
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.state(held)).matches(MoveStates::open);
            world.runs().resume(run, List.of("h1/i1-3"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(held)).isEqualTo(MoveState.VERIFIED);
        }
    }

    @Test
    void aCancelledInstanceIsUndoneAndTheOthersGoOn() {
        Plan plan = TestPlans.of("cancel", 2, 3);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.FULL_SYNC, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            world.runs().cancel(run, List.of("i1-1", "i1-3"), "test");
            gate.open();

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.CANCELLED, 2)
                    .containsEntry(MoveState.VERIFIED, 4);
        }
    }

    @Test
    void aPausedRunCanBeCancelled() {
        Plan plan = TestPlans.of("cancel-paused", 2, 3);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.INCREMENTAL_SYNC, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            world.runs().pause(run, List.of(), "test");
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            world.runs().cancel(run, List.of(), "test");

            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(world.store().counts(run)).doesNotContainKeys(MoveState.QUEUED, MoveState.PLANNED);
        }
    }

    @Test
    void cancellingBehindTheFenceIsRefusedWithTheTimeThatIsLeft() {
        Plan plan = TestPlans.of("refused", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            assertThatThrownBy(() -> world.runs().cancel(run, List.of("i1-1"), "test"))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.exitCode()).isEqualTo(5);
                        assertThat(refused.code()).isEqualTo("EVAC-507");
                        assertThat(refused.getMessage()).matches(".*budget has (59|[1-5][0-9]) s left for that");
                    });
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void cancellingAnInstanceThatIsStoppedAndNotFencedTakesItBack() {
        Plan plan = TestPlans.of("recalled", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().cutover = Phase.FINAL_SYNC;
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            world.runs().cancel(run, List.of("i1-1"), "test");
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.CANCELLED, 1)
                    .containsEntry(MoveState.VERIFIED, 1);
        }
    }

    @Test
    void aCancelThatCameTooLateIsNoneOfTheWayHome() {
        Plan plan = TestPlans.of("late", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            world.runs().cancel(run, List.of(), "test");
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.VERIFIED);
            world.runs().rollback(run, List.of("i1-1"), "test");
            world.ended(run);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void onlyTheFailedAreRetriedAsAnotherAttempt() {
        Plan plan = TestPlans.of("retry", 2, 2);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().failing.add("i2-1");
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            world.walks().failing.clear();
            world.walks().effects.clear();
            world.runs().retry(run, List.of(), Optional.empty(), "test");

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.walks().effects)
                    .hasSize(4)
                    .allMatch(effect -> effect.instance().equals("i2-1"));
            assertThat(world.store().moves(run).stream()
                            .mapToInt(r -> r.attempt())
                            .max())
                    .hasValue(2);
            assertThat(world.store().find(run).orElseThrow().sequence()).isEqualTo(2);
        }
    }

    @Test
    void aRunWithAnUnverifiedMoveIsNotFinishedUntilItIsVerified() {
        Plan plan = TestPlans.of("unverified", 2, 1);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().silent.add("i1-1");
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.INTERRUPTED);
            assertThat(world.store().counts(run))
                    .containsEntry(MoveState.MOVED, 1)
                    .containsEntry(MoveState.VERIFIED, 1);
            assertThat(world.events(run))
                    .anyMatch(event -> event.text().contains("1 moved and not verified. Maybe: evac resume " + run));
            assertThat(world.runs().interrupted()).containsExactly(run);

            world.walks().silent.clear();
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsEntry(MoveState.VERIFIED, 2);
        }
    }

    @Test
    void aRollbackThatWasUndoneLeavesTheRunUnfinishedAndACancelEndsItAsItIs() {
        Plan plan = TestPlans.of("undone", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            world.walks().silent.add("i1-1");
            world.runs().rollback(run, List.of("i1-1"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.INTERRUPTED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.MOVED);

            world.runs().cancel(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.MOVED);
        }
    }

    @Test
    void thatAHumanIsNeededDoesNotWaitForAHostThatIsSilent() {
        Plan plan = TestPlans.of("both", 2, 1);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().silent.add("i1-1");
            world.walks().breakInCutover("i2-1");
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            world.walks().before = (move, leg) -> {};
            world.walks().silent.clear();
            world.runs().retry(run, List.of("i2-1"), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsEntry(MoveState.VERIFIED, 2);
        }
    }

    @Test
    void theStopRuleLetsNoFurtherCutoverBeginUntilAnOperatorResumes() {
        TestPlans plans = new TestPlans("rule").stopAfter(1);
        plans.move("h1", "bad", 0, Optional.empty());
        for (int n = 1; n <= 4; n++) {
            plans.move("h2", "i" + n, 1, Optional.empty());
        }
        try (RunWorld world = new RunWorld(home)) {
            world.walks().failing.add("bad");
            RunId run = world.apply(plans.plan());
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            assertThat(world.walks().effects).noneMatch(effect -> effect.leg() == Leg.CUTOVER);

            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            assertThat(world.store().counts(run)).containsEntry(MoveState.VERIFIED, 4);
        }
    }

    @Test
    void noCutoverBeginsBeforeItsTimeAndTheCanaryGoesFirst() {
        Instant later = Instant.now().plusMillis(1500);
        Plan plan = new TestPlans("time")
                .move("h1", "canary", 0, Optional.empty())
                .move("h1", "late", 1, Optional.of(later))
                .move("h2", "soon", 1, Optional.empty())
                .plan();
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);

            assertThat(Instant.now()).isAfter(later);
            assertThat(world.walks().effects.stream()
                            .filter(effect -> effect.leg() == Leg.CUTOVER)
                            .map(FakeWalks.Effect::instance))
                    .startsWith("canary")
                    .containsExactlyInAnyOrder("canary", "soon", "late");
        }
    }

    @Test
    void aMovedInstanceGoesHomeAndAParkedCopyIsFinalized() {
        Plan plan = TestPlans.of("home", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            world.runs().rollback(run, List.of("i1-1"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            world.walks().effects.clear();
            world.runs().finalizeMoves(run, List.of(), "test");

            assertThat(world.walks().effects)
                    .containsExactlyInAnyOrder(
                            new FakeWalks.Effect("i1-1", Leg.FINALIZE), new FakeWalks.Effect("i1-2", Leg.FINALIZE));
            assertThatThrownBy(() -> world.runs().finalizeMoves(run, List.of("i1-1"), "test"))
                    .hasMessageContaining("i1-1 is rolled-back")
                    .hasMessageContaining("only once");
            assertThat(world.state(plan.moves().get(0))).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.state(plan.moves().get(1))).isEqualTo(MoveState.FINALIZED);
            assertThat(world.state(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void nothingGoesHomeWhileItsParkedCopyIsBeingDeleted() throws Exception {
        Plan plan = TestPlans.of("either", 2, 1);
        Move one = plan.moves().stream()
                .filter(move -> move.instance().name().value().equals("i1-1"))
                .findFirst()
                .orElseThrow();
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch deleting = new CountDownLatch(1);
        CountDownLatch delete = new CountDownLatch(1);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().before = (move, leg) -> {
                if (leg == Leg.FULL_SYNC && !move.equals(one)) {
                    Gate.await(slow);
                } else if (leg == Leg.FINALIZE) {
                    deleting.countDown();
                    Gate.await(delete);
                }
            };
            RunId run = world.apply(plan);
            RunWorld.await(() -> world.state(one) == MoveState.VERIFIED);
            Thread finalize = Thread.ofPlatform().start(() -> world.runs().finalizeMoves(run, List.of("i1-1"), "test"));
            Gate.await(deleting);
            assertThatThrownBy(() -> world.runs().rollback(run, List.of("i1-1"), "test"))
                    .isInstanceOfSatisfying(
                            Runs.RefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo("EVAC-509"));
            slow.countDown();
            delete.countDown();
            finalize.join();
            world.ended(run);
            assertThat(world.walks().effects).doesNotContain(new FakeWalks.Effect("i1-1", Leg.ROLLBACK));
            assertThat(world.state(one)).isEqualTo(MoveState.FINALIZED);
        }
    }

    @Test
    void aRunWhoseMovesAreOverAsksEachHostOnceWhichEpochItHasSeen() {
        Plan plan = TestPlans.of("restored", 1, 3);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.VERIFIED);
            world.walks().asked.clear();
            world.walks().guardsEpoch = 41;
            AtomicLong epoch = new AtomicLong();
            world.walks().before = (move, leg) ->
                    epoch.set(world.leases().holder(run).orElseThrow().epoch());
            world.runs().rollback(run, List.of("i1-1"), "test");
            world.ended(run);
            assertThat(epoch).hasValue(42);
            assertThat(world.walks().asked)
                    .doesNotHaveDuplicates()
                    .contains("h1", plan.moves().getFirst().to().value());

            world.runs().finalizeMoves(run, List.of("i1-2", "i1-3"), "test");
            world.walks().asked.clear();
            world.runs().pause(run, List.of("i1-3"), "test");
            assertThat(world.walks().asked).as("the hosts of i1-1 only").hasSize(2);
        }
    }

    @Test
    void anotherProcessMayNotTouchARunWhoseLeaseIsHeld() {
        Plan plan = TestPlans.of("lease", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.FULL_SYNC, "i1-1");
            RunId run = world.apply(plan);
            gate.reached();
            try (RunWorld other = new RunWorld(home, "other", 3)) {
                assertThat(other.runs().interrupted()).isEmpty();
                assertThatThrownBy(() -> other.runs().resume(run, List.of(), "test"))
                        .isInstanceOfSatisfying(
                                Runs.RefusedException.class,
                                refused -> assertThat(refused.code()).isEqualTo("EVAC-505"));
            }
            gate.open();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void whatTheDatabaseHasBrokenOffGoesOnByItself() {
        AtomicBoolean away = new AtomicBoolean(true);
        try (RunWorld world = new RunWorld(home)) {
            world.walks().before = (move, leg) -> {
                if (leg == Leg.CUTOVER && away.getAndSet(false)) {
                    throw new Journal.JournalException("the database is away", false, null);
                }
            };
            RunId run = world.apply(TestPlans.of("away", 1, 1));
            RunWorld.await(() -> world.state(run) == RunState.FINISHED);
            assertThat(away).isFalse();
        }
    }

    @Test
    void whatAnotherHasTakenWhileTheDatabaseWasAwayIsTheOthersToConclude() {
        try (RunWorld world = new RunWorld(home)) {
            String other = "4f1c2a90/R-1@other";
            world.walks().before = (move, leg) -> {
                if (leg == Leg.CUTOVER) {
                    world.leases().acquire(new RunId("R-1"), other, Lease.TTL, true, 0);
                    throw new Journal.JournalException("the database was away", false, null);
                }
            };
            RunId run = world.apply(TestPlans.of("taken", 1, 1));
            assertThat(world.ended(run)).isEqualTo(RunState.RUNNING);
            assertThat(world.leases().holder(run).orElseThrow().owner()).isEqualTo(other);
        }
    }

    @Test
    void anOrderlyShutdownFinishesTheCutoverAndLeavesTheRunInterrupted() {
        Plan plan = TestPlans.of("term", 1, 3);
        RunId run;
        try (RunWorld world = new RunWorld(home)) {
            Gate gate = new Gate(world, Leg.CUTOVER, "i1-1");
            run = world.apply(plan);
            gate.reached();
            Thread.ofVirtual().start(() -> {
                RunWorld.await(() -> world.refusesWork());
                gate.open();
            });
        }
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.state(run)).isEqualTo(RunState.INTERRUPTED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.MOVED);
            assertThat(world.runs().interrupted()).containsExactly(run);
            assertThat(world.apply(plan)).isEqualTo(run);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void anInstanceThatNoMoveHasIsRefused() {
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(TestPlans.of("unknown", 1, 1));
            world.ended(run);
            assertThatThrownBy(() -> world.runs().rollback(run, List.of("nobody"), "test"))
                    .hasMessageContaining("nobody");
            assertThat(world.state(run)).isEqualTo(RunState.FINISHED);
        }
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.report.MoveReport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the two ways home the one that was ordered is gone, and never the other. */
class WaysHomeTest {
    @TempDir
    Path home;

    private final CountDownLatch onItsWay = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(180, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void holdWaysHome(RunWorld world) {
        hold(world, Leg.ROLLBACK);
    }

    private void hold(RunWorld world, Leg held) {
        world.walks().before = (move, leg) -> {
            if (leg == held) {
                onItsWay.countDown();
                await(goOn);
            }
        };
    }

    @Test
    void aLosslessWayHomeThatIsUnderWayIsNotMadeOneThatLoses() {
        Plan plan = TestPlans.of("lossless", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            holdWaysHome(world);
            world.runs().rollback(run, List.of("i1-1"), "jo");
            await(onItsWay);
            assertThatThrownBy(() -> world.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo"))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo("EVAC-519");
                        assertThat(refused).hasMessageContaining("on its way home without loss already");
                    });
            assertThat(world.discards(plan.moves().getFirst())).isFalse();
            goOn.countDown();
            world.ended(run);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void aWayBackThatIsUnderWayIsNotTakenForALosslessOne() {
        Plan plan = TestPlans.of("discard", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            holdWaysHome(world);
            world.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo");
            await(onItsWay);
            assertThat(world.discards(plan.moves().getFirst())).isTrue();
            assertThatThrownBy(() -> world.runs().rollback(run, List.of("i1-1"), "jo"))
                    .hasMessageContaining("on its way back to its parked copy already");
            world.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo");
            goOn.countDown();
            world.ended(run);
            assertThat(world.walks().effects).containsOnlyOnce(new FakeWalks.Effect("i1-1", Leg.ROLLBACK));
        }
    }

    @Test
    void anOrderThatNoStepHasHeardOfYetOutlivesTheProcess() {
        Plan plan = TestPlans.of("crash", 1, 1);
        RunId run;
        RunWorld first = new RunWorld(home);
        run = first.apply(plan);
        first.ended(run);
        holdWaysHome(first);
        first.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo");
        await(onItsWay);
        first.crash();
        goOn.countDown();
        first.abandoned(run);
        first.close();
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.discards(plan.moves().getFirst())).isTrue();
            world.runs().resume(run, List.of(), "test");
            world.ended(run);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void anOrderThatAPauseHasOvertakenIsWorkedOffByTheResume() {
        Plan plan = TestPlans.of("paused", 1, 12);
        List<String> all = names(plan);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            holdWaysHome(world);
            world.runs().rollback(run, all, "jo");
            await(onItsWay);
            world.runs().pause(run, List.of(), "jo");
            goOn.countDown();
            world.abandoned(run);
            assertThat(plan.moves())
                    .extracting(world::state)
                    .contains(MoveState.VERIFIED)
                    .doesNotContain(MoveState.WAITING, MoveState.RUNNING);
            assertThat(world.state(run)).isEqualTo(RunState.PAUSED);
            world.runs().resume(run, List.of(), "jo");
            world.ended(run);
            assertThat(plan.moves()).extracting(world::state).containsOnly(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void aDiscardNamesItsInstances() {
        Plan plan = TestPlans.of("unnamed", 1, 1);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            assertThatThrownBy(() -> world.runs().discard(run, List.of(), Optional.empty(), "jo"))
                    .isInstanceOfSatisfying(
                            Runs.RefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo("EVAC-506"));
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.VERIFIED);
        }
    }

    private static List<String> names(Plan plan) {
        return plan.moves().stream().map(move -> move.instance().name().value()).toList();
    }

    private static MoveReport told(RunWorld world, RunId run, Move move) {
        return world.report(run).moves().stream()
                .filter(report -> report.id().equals(move.id().value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOrderInTheSoakThatAPauseHasOvertakenIsWorkedOffByTheResume() {
        Plan plan = TestPlans.of("soak", 1, 1);
        Move move = plan.moves().getFirst();
        try (RunWorld world = new RunWorld(home)) {
            hold(world, Leg.VERIFY);
            RunId run = world.apply(plan);
            await(onItsWay);
            world.runs().rollback(run, List.of("i1-1"), "jo");
            world.runs().pause(run, List.of(), "jo");
            goOn.countDown();
            world.abandoned(run);
            assertThat(world.state(run)).isEqualTo(RunState.PAUSED);
            assertThat(world.state(move)).isEqualTo(MoveState.VERIFIED);
            assertThat(told(world, run, move).code()).contains("EVAC-551");
            assertThat(told(world, run, move).message()).contains("to go home (rollback), asked by jo");
            world.runs().resume(run, List.of(), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(move)).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(told(world, run, move).message()).isEmpty();
        }
    }

    @Test
    void anOrderInTheSoakOutlivesTheProcess() {
        Plan plan = TestPlans.of("killed", 1, 1);
        RunWorld first = new RunWorld(home);
        hold(first, Leg.VERIFY);
        RunId run = first.apply(plan);
        await(onItsWay);
        first.runs().rollback(run, List.of("i1-1"), "jo");
        first.crash();
        goOn.countDown();
        first.abandoned(run);
        first.close();
        try (RunWorld world = new RunWorld(home)) {
            assertThat(told(world, run, plan.moves().getFirst()).code()).contains("EVAC-551");
            world.runs().resume(run, List.of(), "test");
            world.ended(run);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void whatNeedsAttentionKeepsItsMessageWhenItIsToGoHome() {
        Plan plan = TestPlans.of("attention", 1, 3);
        Move broken = plan.moves().getLast();
        try (RunWorld world = new RunWorld(home)) {
            world.walks().breakInCutover(broken.instance().name().value());
            RunId run = world.apply(plan);
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            String before = told(world, run, broken).message().orElseThrow();
            holdWaysHome(world);
            world.runs().rollback(run, List.of("i1-1"), "jo");
            await(onItsWay);
            // Of the same band, whose step has looked for its moves already.
            world.runs().rollback(run, List.of("i1-3"), "jo");
            world.runs().pause(run, List.of(), "jo");
            goOn.countDown();
            world.abandoned(run);
            assertThat(world.state(broken)).isEqualTo(MoveState.NEEDS_ATTENTION);
            assertThat(told(world, run, broken).code()).contains("EVAC-552");
            assertThat(told(world, run, broken).message()).contains(before + "; to go home (rollback), asked by jo");
            world.runs().resume(run, List.of(), "jo");
            world.ended(run);
            assertThat(world.state(broken)).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    /** A database that says which call it is asked for, and by whom, before it does it. */
    private static Object said(Object bean, BiConsumer<String, Object[]> call) {
        if (!(bean instanceof RunStore real)) {
            return bean;
        }
        return Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    call.accept(method.getName(), arguments);
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void whatIsFinalizedWhileItIsBeingOrderedHomeIsNamedAndTheOthersGo() {
        Plan plan = TestPlans.of("gone", 1, 2);
        Move first = plan.moves().getFirst();
        Move last = plan.moves().getLast();
        CompletableFuture<RunWorld> there = new CompletableFuture<>();
        try (RunWorld world = new RunWorld(
                home,
                bean -> said(bean, (call, arguments) -> {
                    if (call.equals("requestCancel") && arguments[0].equals(first.id())) {
                        goOn.countDown();
                        RunWorld.await(() -> there.join().state(last) == MoveState.FINALIZED);
                    }
                }))) {
            there.complete(world);
            RunId run = world.apply(plan);
            world.ended(run);
            hold(world, Leg.FINALIZE);
            CompletableFuture<Void> finalizing =
                    CompletableFuture.runAsync(() -> world.runs().finalizeMoves(run, List.of("i1-2"), "test"));
            await(onItsWay);
            assertThatThrownBy(() -> world.runs().rollback(run, names(plan), "jo"))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo("EVAC-515");
                        assertThat(refused).hasMessageContaining("h1/i1-2 is finalized");
                        assertThat(refused).hasMessageNotContaining("i1-1");
                    });
            finalizing.join();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(first)).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.state(last)).isEqualTo(MoveState.FINALIZED);
        }
    }

    @Test
    void anOrderThatCannotBeCarriedOutKeepsNoRunOpen() {
        Plan plan = TestPlans.of("over", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            world.runs().finalizeMoves(run, List.of("i1-2"), "test");
            world.store().orderHome(plan.moves().getLast().id(), Optional.of("too late"), "jo");
            world.runs().rollback(run, List.of("i1-1"), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void whatIsBeingFinalizedIsNotPromisedAWayHome() {
        Plan plan = TestPlans.of("going", 1, 2);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            hold(world, Leg.FINALIZE);
            CompletableFuture<Void> finalizing =
                    CompletableFuture.runAsync(() -> world.runs().finalizeMoves(run, List.of("i1-2"), "test"));
            await(onItsWay);
            assertThatThrownBy(() -> world.runs().rollback(run, names(plan), "jo"))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo("EVAC-509");
                        assertThat(refused).hasMessageContaining("h1/i1-2 is being worked on just now");
                    });
            goOn.countDown();
            finalizing.join();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.state(plan.moves().getLast())).isEqualTo(MoveState.FINALIZED);
        }
    }

    @Test
    void aRunIsNotClosedWhileACommandIsWritingItsOrders() {
        Plan plan = TestPlans.of("closing", 1, 2);
        CountDownLatch ordering = new CountDownLatch(1);
        CountDownLatch order = new CountDownLatch(1);
        try (RunWorld world = new RunWorld(
                home,
                bean -> said(bean, (call, arguments) -> {
                    if (call.equals("transition") && arguments[3].equals("jo")) {
                        ordering.countDown();
                        await(order);
                    }
                }))) {
            RunId run = world.apply(plan);
            world.ended(run);
            hold(world, Leg.FINALIZE);
            Thread finalizing =
                    Thread.ofPlatform().start(() -> world.runs().finalizeMoves(run, List.of("i1-2"), "test"));
            await(onItsWay);
            CompletableFuture<Void> rollback =
                    CompletableFuture.runAsync(() -> world.runs().rollback(run, List.of("i1-1"), "jo"));
            await(ordering);
            goOn.countDown();
            RunWorld.await(() ->
                    world.events(run).stream().anyMatch(event -> event.kind().equals("finalize")));
            RunWorld.await(() -> finalizing.getState() == Thread.State.WAITING || !finalizing.isAlive());
            order.countDown();
            rollback.join();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    private void order(RunWorld world, RunId run, List<String> instances, boolean discard) {
        if (discard) {
            world.runs().discard(run, instances, Optional.empty(), "jo");
        } else {
            world.runs().rollback(run, instances, "jo");
        }
    }

    /** A run that was paused with some of its moves at home, and the others ordered there. */
    private RunId pausedOnTheWay(RunWorld world, Plan plan, boolean discard) {
        RunId run = world.apply(plan);
        world.ended(run);
        holdWaysHome(world);
        order(world, run, names(plan), discard);
        await(onItsWay);
        world.runs().pause(run, List.of(), "jo");
        goOn.countDown();
        assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
        return run;
    }

    private static List<Move> verified(RunWorld world, Plan plan) {
        return plan.moves().stream()
                .filter(move -> world.state(move) == MoveState.VERIFIED)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCancelOfTheRunTakesBackWhatWasOnlyOrderedHome(boolean discard) {
        Plan plan = TestPlans.of("cancelled", 1, 12);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = pausedOnTheWay(world, plan, discard);
            List<Move> ordered = verified(world, plan);
            assertThat(ordered).isNotEmpty();
            world.runs().cancel(run, List.of(), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(verified(world, plan)).isEqualTo(ordered);
            assertThat(ordered).noneMatch(world::discards);
            assertThat(told(world, run, ordered.getFirst()).message()).isEmpty();
        }
    }

    @Test
    void aCancelOfTheRunReachesWhatWaitsForItsTurnToGoHome() {
        Plan plan = TestPlans.of("queued", 1, 12);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            holdWaysHome(world);
            world.runs().rollback(run, names(plan), "jo");
            await(onItsWay);
            world.runs().cancel(run, List.of(), "jo");
            goOn.countDown();
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
            assertThat(verified(world, plan)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCancelTakesBackTheOrderOfTheInstanceThatItNames(boolean discard) {
        Plan plan = TestPlans.of("named", 1, 12);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = pausedOnTheWay(world, plan, discard);
            List<Move> ordered = verified(world, plan);
            Move named = ordered.getLast();
            world.runs().cancel(run, List.of(named.instance().name().value()), "jo");
            world.ended(run);
            world.runs().resume(run, List.of(), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(verified(world, plan)).containsExactly(named);
            assertThat(world.discards(named)).isFalse();
        }
    }

    @Test
    void anOrderBehindACancelStandsWhenAPauseHasOvertakenIt() {
        Plan plan = TestPlans.of("behind", 1, 12);
        try (RunWorld world = new RunWorld(home)) {
            RunId run = world.apply(plan);
            world.ended(run);
            holdWaysHome(world);
            world.runs().rollback(run, List.of("i1-1"), "jo");
            await(onItsWay);
            world.runs().cancel(run, List.of(), "jo");
            world.runs().rollback(run, List.of("i1-2"), "jo");
            world.runs().pause(run, List.of(), "jo");
            goOn.countDown();
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            world.runs().resume(run, List.of(), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(plan.moves().get(1))).isEqualTo(MoveState.ROLLED_BACK);
        }
    }
}

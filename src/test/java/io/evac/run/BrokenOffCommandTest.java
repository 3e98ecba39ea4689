package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command during which the database goes away is over: the run is not kept in hand, and can be gone on with. */
class BrokenOffCommandTest {
    private static final InstanceRef WEB = new InstanceRef(new HostName("h1"), new InstanceName("web"));
    private static final InstanceRef DB = new InstanceRef(new HostName("h1"), new InstanceName("db"));
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 2).mapToObj(n -> RunWorld.host("h" + n)).toList();

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final AtomicReference<Throwable> unheard = new AtomicReference<>();
    private final CountDownLatch deleted = new CountDownLatch(1);
    private final CountDownLatch away = new CountDownLatch(1);
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean held;
    private volatile boolean uncancellable;
    private volatile boolean stubborn;

    private Object instead(Object bean) {
        return switch (bean) {
            case Journal real -> unheard(real);
            case RunStore real -> untold(real);
            default -> bean;
        };
    }

    /** The database goes away when it is to be told what was finalized, and not before the test says so. */
    private Object untold(RunStore real) {
        return Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("event") && "finalize".equals(arguments[1])) {
                        deleted.countDown();
                        await(away);
                        throw away();
                    }
                    if (method.getName().equals("requestCancel") && uncancellable) {
                        throw new JournalException("not written", false, new IllegalStateException("away"));
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Once, an operator's write is durable and nobody hears of it. */
    private Object unheard(Journal real) {
        return Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        Throwable broken = method.getName().equals("write") ? unheard.getAndSet(null) : null;
                        if (broken != null) {
                            throw broken;
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Throwable away() {
        return new JournalException("no acknowledgement", false, new IllegalStateException("away"));
    }

    private static Stream<Throwable> whatBreaksACommandOff() {
        return Stream.of(away(), new OutOfMemoryError("this test's"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(180, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private RunWorld world() {
        hosts.add(WEB, 1 << 20, 1000, true);
        hosts.add(DB, 1 << 20, 1000, true);
        hosts.faults(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                if (held && call.equals("reserve")) {
                    atWork.countDown();
                    BrokenOffCommandTest.await(goOn);
                }
                return Fault.NONE;
            }

            @Override
            public boolean refusesStop(InstanceRef ref) {
                return stubborn && ref.equals(WEB);
            }
        });
        return new RunWorld(home, "node", hosts, HOSTS, clock, this::instead);
    }

    private static Plan planned(RunWorld world) {
        return world.planning()
                .create(new Plans.Request(
                        "list.csv",
                        "instance,host\n*,h1\n".getBytes(StandardCharsets.UTF_8),
                        Policy.DEFAULT,
                        List.of(),
                        Set.of()));
    }

    @ParameterizedTest
    @MethodSource("whatBreaksACommandOff")
    void anOrderThatNobodyHeardIsGivenAgain(Throwable broken) {
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            Move move = of(WEB, plan);
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);

            unheard.set(broken);
            assertThatThrownBy(() -> world.runs().rollback(run, List.of("web"), "test"))
                    .isSameAs(broken);
            assertThat(world.idle(run)).as("kept by nobody").isTrue();
            assertThat(world.leases().holder(run)).isEmpty();
            world.runs().rollback(run, List.of("web"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(move)).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    private static Move of(InstanceRef instance, Plan plan) {
        return plan.moves().stream()
                .filter(move -> move.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCancelThatCouldNotBeAskedForIsNone() {
        held = true;
        uncancellable = true;
        try (RunWorld world = world()) {
            RunId run = world.runs().apply(planned(world).id(), "test");
            await(atWork);
            assertThatThrownBy(() -> world.runs().cancel(run, List.of(), "test"))
                    .isInstanceOf(JournalException.class);
            goOn.countDown();
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void aPlanWhoseRunEndedWithOpenMovesIsThatPlanAgain() {
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            RunId run = world.store().create(plan, Optional.empty(), "test").id();
            world.store().transition(run, List.of(RunState.PLANNED), RunState.FINISHED, "test", "broke off");
            assertThat(planned(world).id()).isEqualTo(plan.id());
            assertThat(world.runs().apply(plan.id(), "test")).isEqualTo(run);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(of(WEB, plan))).isEqualTo(MoveState.VERIFIED);
        }
    }

    @Test
    void aPlanFileWhoseMovesAreAnotherPlansIsRefused() {
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            PlanId another = plan.onOccasion(2).id();
            Plan edited = new Plan(
                    another,
                    plan.digest(),
                    plan.list(),
                    plan.created(),
                    plan.policy(),
                    plan.moves(),
                    plan.refusals(),
                    plan.hosts(),
                    plan.warnings());
            assertThatThrownBy(() -> world.planning().store(edited))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo("EVAC-517");
                        assertThat(refused)
                                .hasMessageContaining("its move " + another + ".1 is called " + plan.id() + ".1");
                    });
            assertThat(world.planning().find(another)).isEmpty();
            assertThat(world.planning().store(plan.onOccasion(2)).id()).isEqualTo(another);
        }
    }

    @Test
    void whatWasPromisedToAnotherCommandMeanwhileIsWorkedOn() {
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);

            CompletableFuture<Void> finalizing =
                    CompletableFuture.runAsync(() -> world.runs().finalizeMoves(run, List.of("web"), "test"));
            await(deleted);
            world.runs().rollback(run, List.of("db"), "test");
            away.countDown();
            assertThatThrownBy(finalizing::join).hasCauseInstanceOf(JournalException.class);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(of(DB, plan))).isEqualTo(MoveState.ROLLED_BACK);
            assertThat(world.state(of(WEB, plan))).isEqualTo(MoveState.FINALIZED);
        }
    }

    @Test
    void aRetryThatBrokeOffBehindItsOrdersIsGoneOnWith() {
        stubborn = true;
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            Move move = of(WEB, plan);
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);

            stubborn = false;
            unheard.set(away());
            assertThatThrownBy(() -> world.runs().retry(run, List.of("web"), Optional.empty(), "test"))
                    .isInstanceOf(JournalException.class);
            assertThat(world.idle(run)).as("kept by nobody").isTrue();
            assertThat(world.state(move)).isEqualTo(MoveState.QUEUED);
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hosts.runningOn(WEB.name())).containsExactly(move.to());
        }
    }
}

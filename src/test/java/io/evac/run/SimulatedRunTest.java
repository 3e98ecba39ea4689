package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.evac.driver.Driver;
import io.evac.driver.Drivers;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.MoveState;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.MoveReport;
import io.evac.schedule.Terms;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine, from the list to the moved instances, on simulated hosts: the real planner and the real migrator. */
class SimulatedRunTest {
    private static final String LIST = "instance,host\n*,h1\n*,h2\n*,h3\n";

    @TempDir
    Path home;

    private final SimulatedWorld hosts = world();

    private static SimulatedWorld world() {
        SimulatedWorld world = new SimulatedWorld(Clock.systemUTC(), new ShortPauses(5));
        for (int host = 1; host <= 3; host++) {
            for (int n = 1; n <= 4; n++) {
                world.add(ref("h" + host, "i" + host + "-" + n), 1_000_000L * n, 1000, n != 4);
            }
        }
        return world;
    }

    private static InstanceRef ref(String host, String name) {
        return new InstanceRef(new HostName(host), new InstanceName(name));
    }

    private static Plans.Request request(String csv) {
        return new Plans.Request("list.csv", csv.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of());
    }

    @Test
    void twelveInstancesLeaveThreeHostsAndOneCopyOfEachRuns() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning().create(request(LIST));
            assertThat(plan.moves()).hasSize(12);
            assertThat(world.planning().create(request(LIST)).id()).isEqualTo(plan.id());
            RunId run = world.runs().apply(plan.id(), "test");

            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsOnly(entry(MoveState.VERIFIED, 12));
            assertThat(hosts.violations()).isEmpty();
            assertThat(plan.moves())
                    .filteredOn(move -> move.wasRunning())
                    .allSatisfy(move ->
                            assertThat(hosts.runningOn(move.instance().name())).containsExactly(move.to()));
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void whoLooksAtHostsThatHangHoldsNoRunUp() throws Exception {
        AtomicReference<CountDownLatch> answers = new AtomicReference<>(new CountDownLatch(0));
        AtomicInteger hanging = new AtomicInteger();
        try (RunWorld world = new RunWorld(
                home,
                hosts,
                bean -> bean instanceof Drivers real
                        ? new Drivers(List.of(hanging(real.named("simulated"), answers, hanging)))
                        : bean)) {
            Plan plan = world.planning().create(request("instance,host\n*,h1\n"));
            answers.set(new CountDownLatch(1));
            List<Thread> looks = Stream.generate(
                            () -> Thread.ofVirtual().start(() -> world.hosts().list()))
                    .limit(3)
                    .toList();
            await().untilAtomic(hanging, greaterThanOrEqualTo(RunWorld.WORKERS));
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(looks).allMatch(Thread::isAlive);
            answers.get().countDown();
            for (Thread look : looks) {
                look.join();
            }
        }
    }

    /** The driver; as many surveys as there are threads for moves wait for answers. */
    private static Driver hanging(Driver real, AtomicReference<CountDownLatch> answers, AtomicInteger hanging) {
        return (Driver) Proxy.newProxyInstance(
                SimulatedRunTest.class.getClassLoader(), new Class<?>[] {Driver.class}, (self, method, of) -> {
                    if (method.getName().equals("survey")
                            && answers.get().getCount() > 0
                            && hanging.getAndIncrement() < RunWorld.WORKERS) {
                        answers.get().await();
                    }
                    try {
                        return method.invoke(real, of);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void everyByteCarriedIsReportedTheRoundsAndTheWayHomeIncluded() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning().create(request("instance,host\ni1-2,h1\n"));
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            MoveReport there = world.report(run).moves().getFirst();
            assertThat(there.bytesDone())
                    .as("the whole disk once, and what was written meanwhile")
                    .isGreaterThan(2_000_000L)
                    .isEqualTo(there.bytesTotal());
            world.runs().rollback(run, List.of("i1-2"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.report(run).moves().getFirst().bytesDone()).isGreaterThan(there.bytesDone());
        }
    }

    @Test
    void aResizeIsDoneAtTheDestinationAndGoneAtHome() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning()
                    .create(request("instance,host,destination,cpus,memory,disk\ni1-2,h1,h6,4,128MiB,3MiB\n"));
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(needOf(world, "h6")).isEqualTo(plan.moves().getFirst().need());
            assertThat(needOf(world, "h6").cpus()).isEqualTo(4);
            world.runs().rollback(run, List.of("i1-2"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(needOf(world, "h1"))
                    .isEqualTo(new Capacity(1, ByteSize.parse("64MiB"), new ByteSize(2_000_000)));
        }
    }

    private static Capacity needOf(RunWorld world, String host) {
        return world.hosts().list().stream()
                .filter(view -> view.host().name().value().equals(host))
                .flatMap(view -> view.report().orElseThrow().instances().stream())
                .filter(instance -> instance.ref().name().value().equals("i1-2"))
                .findFirst()
                .orElseThrow()
                .need();
    }

    @Test
    void movedInstancesGoHomeAndTheRestIsFinalized() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning().create(request("instance,host\ni1-1,h1\ni1-2,h1\n"));
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            world.runs().rollback(run, List.of("i1-1"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            world.runs().finalizeMoves(run, List.of(), "test");

            assertThat(world.store().counts(run))
                    .containsOnly(entry(MoveState.ROLLED_BACK, 1), entry(MoveState.FINALIZED, 1));
            assertThat(hosts.runningOn(new InstanceName("i1-1"))).containsExactly(new HostName("h1"));
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aMovedInstanceGoesBackToItsParkedCopyWhenThatIsOrderedAndSaysWhatIsLost() {
        hosts.allowDiscard();
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning().create(request("instance,host\ni1-1,h1\ni1-2,h1\n"));
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            MoveReport moved = move(world, run, "i1-1");
            assertThat(moved.parked().orElseThrow().host()).isEqualTo("h1");
            world.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);

            MoveReport back = move(world, run, "i1-1");
            assertThat(back.state()).isEqualTo("rolled-back");
            assertThat(back.code()).contains("EVAC-415");
            assertThat(back.message().orElse("")).contains("is lost").contains("asked by jo at ");
            assertThat(back.parked().orElseThrow().host()).isEqualTo(moved.to());
            assertThat(hosts.runningOn(new InstanceName("i1-1"))).containsExactly(new HostName("h1"));
            assertThat(move(world, run, "i1-2").state()).isEqualTo("verified");
            assertThatThrownBy(() -> world.runs().discard(run, List.of("i1-1"), Optional.empty(), "jo"))
                    .hasMessageContaining("i1-1 is rolled-back");
            world.runs().finalizeMoves(run, List.of("i1-1"), "test");
            assertThat(move(world, run, "i1-1").parked()).isEmpty();
            assertThat(hosts.violations()).isEmpty();
        }
    }

    private static MoveReport move(RunWorld world, RunId run, String instance) {
        return world.report(run).moves().stream()
                .filter(move -> move.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPlanIsStaleOnceAnInstanceWasReconfigured() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan plan = world.planning().create(request(LIST));
            hosts.reconfigure(new InstanceName("i2-2"));
            assertThatThrownBy(() -> world.runs().apply(plan.id(), "test"))
                    .isInstanceOfSatisfying(
                            Runs.RefusedException.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(4))
                    .hasMessageContaining("i2-2");
        }
    }

    @Test
    void aListThatCannotBeReadIsRejectedWithItsProblems() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            assertThatThrownBy(() -> world.planning().create(request("name,host\na,b\n")))
                    .isInstanceOfSatisfying(
                            Plans.RejectedException.class,
                            rejected -> assertThat(rejected.problems())
                                    .isNotEmpty()
                                    .allMatch(problem -> problem.startsWith("list.csv:1:")));
        }
    }

    @Test
    void acceptedCodesThatNoDriverObjectsWithAreNamedAllAtOnce() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plans.Request wrong = new Plans.Request(
                    "list.csv",
                    LIST.getBytes(StandardCharsets.UTF_8),
                    Policy.DEFAULT,
                    List.of(),
                    Set.of("EVAC-999", "244", ""));
            assertThatThrownBy(() -> world.planning().create(wrong))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.exitCode()).isEqualTo(2);
                        assertThat(refused.remedy()).startsWith("Maybe").contains("docs/codes.md", "evac plan");
                    })
                    .hasMessageContainingAll("\"EVAC-999\"", "\"244\"", "\"\"");
        }
    }

    @Test
    void anOccurrenceThatFiresTwiceIsOneRun() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            String run = nightly(world, new Terms(Bandwidth.parse("300Mbit"), Hooks.NONE));
            assertThat(nightly(world, Terms.NONE)).isEqualTo(run);
            assertThat(world.ended(new RunId(run))).isEqualTo(RunState.FINISHED);
            assertThat(world.report(new RunId(run)).bandwidth()).contains("300Mbit");
            assertThat(nightly(world, Terms.NONE)).isEqualTo(run);
        }
    }

    private static String nightly(RunWorld world, Terms terms) {
        return world.starter().start("nightly/2026-12-05T22:00", request(LIST), Optional.empty(), terms, "quartz");
    }

    @Test
    void aCordonedHostTakesNothingAlsoAfterARestart() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            world.hosts().cordon(new HostName("h6"), true, "test");
        }
        try (RunWorld world = new RunWorld(home, hosts)) {
            assertThat(world.hosts().list())
                    .flatExtracting(view -> view.cordon().stream().toList())
                    .singleElement()
                    .satisfies(cordon -> assertThat(cordon.actor()).isEqualTo("test"));
            assertThat(world.planning().create(request(LIST)).moves())
                    .hasSize(12)
                    .noneMatch(move -> move.to().equals(new HostName("h6")));
        }
    }
}

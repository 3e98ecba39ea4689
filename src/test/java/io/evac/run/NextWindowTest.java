package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Slots;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's next window comes at whatever moment, and at whichever daemon. */
class NextWindowTest {
    private static final List<Host> HOSTS = List.of(RunWorld.host("h1"), RunWorld.host("h2"));
    private static final Plans.Request REQUEST = new Plans.Request(
            "rack7.csv",
            "instance,host,downtime\n*,h1,2m\n".getBytes(StandardCharsets.UTF_8),
            Policy.DEFAULT,
            List.of(),
            Set.of());
    private static final CutoverWish EARLY =
            new CutoverWish(CutoverWish.Kind.NOW, Optional.empty(), CutoverWish.Hours.EARLY);

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T22:00:00Z"));
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final Queue<Instant> stops = new ConcurrentLinkedQueue<>();

    private RunWorld world(String node, UnaryOperator<Object> beans) {
        return new RunWorld(home, node, hosts, HOSTS, clock, beans);
    }

    private void instances(int count) {
        IntStream.rangeClosed(1, count)
                .forEach(n -> hosts.add(
                        new InstanceRef(new HostName("h1"), new InstanceName("i" + n)), (long) n << 20, 1000, true));
        hosts.witness((ref, what) -> {
            if (what.equals("quiesce")) {
                stops.add(clock.instant());
            }
        });
    }

    private Window window(Duration opens, Duration lasts) {
        Instant start = clock.instant().plus(opens);
        Instant closes = start.plus(lasts);
        return new Window(start, closes, closes, 0, true, ZoneOffset.UTC, Optional.empty());
    }

    private static RunId start(RunWorld world, String occurrence, Window window) {
        return new RunId(
                world.starter().start("rack7/" + occurrence, REQUEST, Optional.of(window), Terms.NONE, "quartz"));
    }

    /** Too short: a reversal alone may take half of the budget. */
    private Window tooShort() {
        return window(Duration.ofMinutes(-1), Duration.ofMinutes(2));
    }

    private static boolean allWaitForTheOpening(RunWorld world, RunId run) {
        return world.report(run).moves().stream()
                .allMatch(move -> move.waitingFor()
                        .filter(why -> why.startsWith("the window opens"))
                        .isPresent());
    }

    /** Its thread has looked for more work already, and has not written yet that the run waits. */
    @Test
    void aWindowThatComesWhileTheRunIsBeingClosedIsGoneOnIn() {
        instances(2);
        Runnable[] meanwhile = {() -> {}};
        try (RunWorld world = world("one", bean -> bean instanceof RunStore store ? before(store, meanwhile) : bean)) {
            Window next = window(Duration.ZERO, Duration.ofHours(1));
            meanwhile[0] = () -> start(world, "2", next);
            RunId run = start(world, "1", tooShort());
            RunWorld.await(() -> world.store().find(run).orElseThrow().state().ended());
            assertThat(world.store().find(run).orElseThrow().state()).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(2).allSatisfy(stop -> assertThat(stop).isBetween(next.opens(), next.closes()));
        }
    }

    /** Does something once, right before the store is told that a run waits. */
    private static RunStore before(RunStore store, Runnable[] meanwhile) {
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("transition") && arguments[2] == RunState.WAITING) {
                        Runnable once = meanwhile[0];
                        meanwhile[0] = () -> {};
                        once.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void whatAnOwnerChoseForOneOpeningIsForgottenAtTheNext() {
        instances(2);
        try (RunWorld world = world("one", bean -> bean)) {
            RunId run = start(world, "1", tooShort());
            assertThat(world.ended(run)).isEqualTo(RunState.WAITING);
            world.runs().cutover(run, List.of("i2"), EARLY, "owner");
            assertThat(world.ended(run)).isEqualTo(RunState.WAITING);

            Window next = window(Duration.ofHours(24), Duration.ofHours(1));
            start(world, "2", next);
            RunWorld.await(() -> allWaitForTheOpening(world, run));
            assertThat(stops).isEmpty();
            assertThat(world.store().cutoverWishes(run)).isEmpty();
            clock.pause(Duration.between(clock.instant(), next.opens()));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(2).allSatisfy(stop -> assertThat(stop).isAfterOrEqualTo(next.opens()));
        }
    }

    @Test
    void whatAnotherDaemonIsToldReachesTheOneThatWorks() {
        instances(3);
        try (RunWorld one = world("one", bean -> bean);
                RunWorld two = world("two", bean -> bean)) {
            RunId run = start(one, "1", window(Duration.ofHours(24), Duration.ofHours(1)));
            RunWorld.await(() -> allWaitForTheOpening(one, run));
            two.runs().cutover(run, List.of("i3"), EARLY, "owner");
            one.runs().keepHouse();
            RunWorld.await(() -> stops.size() == 1);

            Window next = window(Duration.ZERO, Duration.ofHours(1));
            start(two, "2", next);
            one.runs().keepHouse();
            assertThat(one.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(3);
            assertThat(one.events(run))
                    .filteredOn(event -> event.kind().equals("cutover"))
                    .extracting(EventReport::actor)
                    .containsExactly("owner");
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aRunWhoseScheduleHasNoFurtherWindowIsPausedAndPeopleAreTold() {
        instances(1);
        try (RunWorld world = world("one", bean -> bean)) {
            RunId run = start(world, "1", tooShort());
            assertThat(world.ended(run)).isEqualTo(RunState.WAITING);
            assertThat(world.runs().waiting()).containsExactly(entry(run, "rack7"));
            world.runs().strand(run, "its schedule has no further window");
            assertThat(world.store().find(run).orElseThrow().state()).isEqualTo(RunState.PAUSED);
            assertThat(world.runs().waiting()).isEmpty();
            world.runs().strand(run, "again");
            assertThat(world.events(run))
                    .filteredOn(event -> event.text().startsWith("waiting → paused"))
                    .hasSize(1);
        }
    }

    @Test
    void aCutoverThatWasFoundUnderWayHasASeatAndNobodyElseGetsIt() {
        Instant now = clock.instant();
        Window one =
                new Window(now, now.plusSeconds(60), now.plusSeconds(60), 1, false, ZoneOffset.UTC, Optional.empty());
        CutoverTimes times = new CutoverTimes(Optional.of(one), Map.of());
        Slots.Claim found = times.taken();
        assertThat(times.seat()).isEmpty();
        found.close();
        Slots.Claim seat = times.seat().orElseThrow();
        times.taken();
        seat.close();
        assertThat(times.seat()).as("the one that was found is still there").isEmpty();
    }
}

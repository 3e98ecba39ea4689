package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.MoveState;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window holds, by the hosts' own records: nothing is stopped outside it, and what is left goes on in the next. */
class WindowedRunTest {
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 4).mapToObj(n -> RunWorld.host("h" + n)).toList();
    private static final Plans.Request REQUEST = new Plans.Request(
            "list.csv",
            "instance,host,downtime\n*,h1,2m\n".getBytes(StandardCharsets.UTF_8),
            Policy.DEFAULT,
            List.of(),
            Set.of());

    private static final CutoverWish NOW = new CutoverWish(CutoverWish.Kind.NOW, Optional.empty());
    private static final CutoverWish EARLY =
            new CutoverWish(CutoverWish.Kind.NOW, Optional.empty(), CutoverWish.Hours.EARLY);
    private static final CutoverWish HOLD = new CutoverWish(CutoverWish.Kind.HOLD, Optional.empty());

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final Queue<Instant> stops = new ConcurrentLinkedQueue<>();
    private final Set<InstanceRef> down = ConcurrentHashMap.newKeySet();
    private final AtomicInteger mostDown = new AtomicInteger();

    private RunWorld world(int instances) {
        IntStream.rangeClosed(1, instances)
                .forEach(n -> hosts.add(
                        new InstanceRef(new HostName("h1"), new InstanceName("i" + n)), (long) n << 20, 1000, true));
        hosts.witness((ref, what) -> {
            if (what.equals("quiesce")) {
                stops.add(clock.instant());
                down.add(ref);
                mostDown.accumulateAndGet(down.size(), Math::max);
            } else if (what.equals("fence")) {
                down.remove(ref);
            }
        });
        return new RunWorld(home, "one", hosts, HOSTS, clock, bean -> bean);
    }

    private Window window(Duration opens, Duration lasts, Duration lockout, int capacity, boolean followed) {
        Instant start = clock.instant().plus(opens);
        Instant closes = start.plus(lasts);
        return new Window(start, closes.minus(lockout), closes, capacity, followed, ZoneOffset.UTC, Optional.empty());
    }

    private static RunId start(RunWorld world, String occurrence, Window window) {
        return new RunId(
                world.starter().start("rack7/" + occurrence, REQUEST, Optional.of(window), Terms.NONE, "quartz"));
    }

    /** A run whose window is too short: a reversal alone may take half of the budget. */
    private RunId tooLate(RunWorld world) {
        RunId run = start(world, "1", window(Duration.ofMinutes(-1), Duration.ofMinutes(2), Duration.ZERO, 0, true));
        assertThat(world.ended(run)).isEqualTo(RunState.WAITING);
        return run;
    }

    @Test
    void whatDoesNotFitIntoItsWindowRunsOnAndTheNextWindowGoesOnWithTheRun() {
        try (RunWorld world = world(3)) {
            RunId run = tooLate(world);
            assertThat(stops).isEmpty();
            assertThat(world.store().counts(run)).isEqualTo(Map.of(MoveState.QUEUED, 3));
            assertThat(world.report(run).window()).isPresent();
            assertThat(world.runs().interrupted())
                    .as("no daemon resumes it by itself")
                    .isEmpty();

            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).as("resumed outside its window").isEqualTo(RunState.WAITING);
            assertThat(stops).isEmpty();

            Window next = window(Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(10), 0, false);
            assertThat(start(world, "2", next)).isEqualTo(run);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(3).allSatisfy(stop -> assertThat(stop).isBetween(next.opens(), next.lockout()));
            assertThat(start(world, "2", next)).as("fired twice").isEqualTo(run);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void theLastWindowLeavesTheRunPausedUntilSomebodyOverrulesIt() {
        try (RunWorld world = world(2)) {
            RunId run = start(
                    world, "1", window(Duration.ofHours(-1), Duration.ofMinutes(90), Duration.ofMinutes(31), 0, false));
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            assertThat(world.events(run))
                    .extracting(EventReport::text)
                    .anyMatch(text -> text.contains("too late for the window") && text.contains("--outside-window"));
            world.runs().leaveWindow(run, "ops");
            world.runs().resume(run, List.of(), "ops");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.events(run))
                    .filteredOn(event -> event.kind().equals("window"))
                    .extracting(EventReport::actor)
                    .containsExactly("quartz", "ops");
        }
    }

    @Test
    void nothingIsStoppedBeforeItsWindowOpensAndEverythingIsCopiedByThen() {
        try (RunWorld world = world(3)) {
            Window later = window(Duration.ofHours(2), Duration.ofHours(1), Duration.ZERO, 0, false);
            RunId run = start(world, "1", later);
            RunWorld.await(() -> world.report(run).moves().stream()
                    .allMatch(move -> move.waitingFor()
                            .filter(why -> why.startsWith("the window opens"))
                            .isPresent()));
            assertThat(stops).isEmpty();
            clock.pause(Duration.between(clock.instant(), later.opens()));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(3).allSatisfy(stop -> assertThat(stop).isAfterOrEqualTo(later.opens()));
        }
    }

    @Test
    void copiesAreToppedUpUntilPreSyncStopsAndAgainWhenTheWindowHasOpened() {
        try (RunWorld world = world(2)) {
            Instant opens = clock.instant().plus(Duration.ofHours(2));
            PreSync ahead = new PreSync(Duration.ofHours(3), Duration.ofMinutes(20), Duration.ofMinutes(30));
            Instant closes = opens.plus(Duration.ofHours(1));
            RunId run =
                    start(world, "1", new Window(opens, closes, closes, 0, false, ZoneOffset.UTC, Optional.of(ahead)));
            Instant quiet = opens.minus(ahead.stop());
            while (clock.instant().isBefore(opens)) {
                RunWorld.await(() -> world.report(run).moves().stream()
                        .allMatch(move -> move.waitingFor()
                                .filter(why -> why.startsWith("the window opens"))
                                .isPresent()));
                clock.pause(Duration.ofMinutes(1));
            }
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(2).allSatisfy(stop -> assertThat(stop).isAfterOrEqualTo(opens));
            List<EventReport> topUps = world.events(run).stream()
                    .filter(event -> event.text().contains("top-up begins"))
                    .toList();
            assertThat(topUps).as("of two copies in 90 minutes").hasSizeBetween(6, 10);
            assertThat(topUps)
                    .allSatisfy(
                            topUp -> assertThat(topUp.at().toInstant()).isBefore(quiet.plus(Duration.ofMinutes(1))));
            assertThat(world.events(run))
                    .filteredOn(event -> event.text().startsWith("run incremental-sync"))
                    .filteredOn(event -> !event.at().toInstant().isBefore(opens))
                    .as("a copy of half an hour ago is brought up to date before the stop")
                    .hasSize(2);
        }
    }

    @Test
    void whatDoesNotRunIsMovedInItsWindowToo() {
        hosts.add(new InstanceRef(new HostName("h1"), new InstanceName("off")), 1 << 20, 0, false);
        try (RunWorld world = world(1)) {
            RunId run = start(world, "1", window(Duration.ZERO, Duration.ofMinutes(10), Duration.ZERO, 0, false));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsOnly(entry(MoveState.VERIFIED, 2));
        }
    }

    @Test
    void aRunThatWaitsCanBePausedAndItsScheduleSaysSo() {
        try (RunWorld world = world(1)) {
            RunId run = tooLate(world);
            world.runs().pause(run, List.of(), "ops");
            Window next = window(Duration.ZERO, Duration.ofHours(1), Duration.ZERO, 0, false);
            assertThatThrownBy(() -> start(world, "2", next)).hasMessageContaining("is paused");
            assertThat(stops).isEmpty();
            world.runs().resume(run, List.of(), "ops");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(1);
        }
    }

    @Test
    void aScheduleThatHasNoWindowsAnyMoreGoesOnWithWhatWaited() {
        try (RunWorld world = world(2)) {
            RunId run = tooLate(world);
            assertThat(world.starter().start("rack7/2", REQUEST, Optional.empty(), Terms.NONE, "quartz"))
                    .isEqualTo(run.value());
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        }
    }

    @Test
    void theSourceItselfKeepsTheEndOfTheWindow() {
        try (RunWorld world = world(1)) {
            RunId run = start(world, "1", window(Duration.ZERO, Duration.ofSeconds(150), Duration.ZERO, 0, false));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.events(run))
                    .extracting(EventReport::text)
                    .filteredOn(text -> text.startsWith("run quiesce 1, "))
                    .singleElement()
                    .satisfies(text -> assertThat(Long.parseLong(text.replaceAll("\\D*1, (\\d+) ms left", "$1")))
                            .as("of a budget of two minutes, one kept for a reversal")
                            .isBetween(1L, 90_000L));
        }
    }

    @Test
    void noMoreAreCutOverAtOnceThanTheWindowHasRoomFor() {
        try (RunWorld world = world(6)) {
            RunId run = start(world, "1", window(Duration.ZERO, Duration.ofHours(9), Duration.ZERO, 1, false));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.store().counts(run)).containsOnly(entry(MoveState.VERIFIED, 6));
            assertThat(mostDown).hasValue(1);
        }
    }

    @Test
    void whoIsWantedEarlyLeavesBeforeTheWindowOpensAndTheOthersWait() {
        try (RunWorld world = world(3)) {
            Window later = window(Duration.ofHours(2), Duration.ofHours(1), Duration.ZERO, 0, false);
            RunId run = start(world, "1", later);
            world.runs().cutover(run, List.of("i3"), NOW, "ops");
            RunWorld.await(() -> waiting(world, run, "the window opens") == 3);
            assertThat(stops).as("the window holds for it").isEmpty();
            world.runs().cutover(run, List.of("i3"), NOW, "ops");
            world.runs().cutover(run, List.of("i3"), EARLY, "owner");
            RunWorld.await(() -> arrived(world, run) == 1);
            assertThat(stops).singleElement().satisfies(stop -> assertThat(stop).isBefore(later.opens()));
            assertThat(waiting(world, run, "the window opens")).isEqualTo(2);
            assertThatThrownBy(() -> world.runs().cutover(run, List.of("i3"), HOLD, "owner"))
                    .hasMessageContaining("nothing was done");

            world.runs().cutover(run, List.of("i2"), HOLD, "ops");
            clock.pause(Duration.between(clock.instant(), later.opens()));
            RunWorld.await(() -> stops.size() == 2 && waiting(world, run, "evac cutover") == 1);
            world.runs().cutover(run, List.of(), NOW, "ops");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops).hasSize(3);
            assertThat(world.events(run))
                    .filteredOn(event -> event.kind().equals("cutover"))
                    .extracting(event -> event.actor() + ": " + event.text())
                    .as("once each")
                    .containsExactly(
                            "ops: cutover as soon as possible",
                            "owner: cutover as soon as possible, also before the window opens",
                            "ops: cutover held back, copying goes on",
                            "ops: cutover as soon as possible");
        }
    }

    private static void waitsForAnHourOfItsOwn(RunWorld world, RunId run, Instant at) {
        CutoverWish wish = new CutoverWish(CutoverWish.Kind.AT, Optional.of(at), CutoverWish.Hours.ANY);
        world.runs().cutover(run, List.of("i2"), wish, "ops");
        RunWorld.await(
                () -> waiting(world, run, "cutover not before " + wish.at().orElseThrow()) == 1);
    }

    private static int arrived(RunWorld world, RunId run) {
        Map<MoveState, Integer> counts = world.store().counts(run);
        return counts.getOrDefault(MoveState.MOVED, 0) + counts.getOrDefault(MoveState.VERIFIED, 0);
    }

    private static long waiting(RunWorld world, RunId run, String forWhat) {
        return world.report(run).moves().stream()
                .filter(move ->
                        move.waitingFor().filter(why -> why.startsWith(forWhat)).isPresent())
                .count();
    }

    @Test
    void aRunThatWaitsForItsNextWindowMovesWhoIsWantedNowAndWaitsOn() {
        try (RunWorld world = world(3)) {
            RunId run = tooLate(world);
            Instant at = clock.instant().plus(Duration.ofMinutes(5));
            waitsForAnHourOfItsOwn(world, run, at);
            assertThat(stops).isEmpty();
            clock.pause(Duration.ofMinutes(5));
            assertThat(world.ended(run)).isEqualTo(RunState.WAITING);
            assertThat(stops).singleElement().satisfies(stop -> assertThat(stop).isAfterOrEqualTo(at));
            assertThat(world.store().counts(run)).isEqualTo(Map.of(MoveState.QUEUED, 2, MoveState.VERIFIED, 1));

            world.runs().pause(run, List.of(), "ops");
            assertThatThrownBy(() -> world.runs().cutover(run, List.of(), NOW, "ops"))
                    .hasMessageContaining("is paused: nobody would act on it");
            assertThat(world.store().find(run).orElseThrow().state()).isEqualTo(RunState.PAUSED);
        }
    }

    @Test
    void whoWaitsForItsTimeStandsInNobodysWayWhenTheNextWindowComes() {
        try (RunWorld world = world(3)) {
            RunId run = tooLate(world);
            Instant at = clock.instant().plus(Duration.ofHours(5));
            waitsForAnHourOfItsOwn(world, run, at);
            Window next = window(Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(10), 0, true);
            assertThat(start(world, "2", next)).isEqualTo(run);
            RunWorld.await(() -> arrived(world, run) == 2);
            assertThat(stops).hasSize(2).allSatisfy(stop -> assertThat(stop).isBetween(next.opens(), next.lockout()));
            clock.pause(Duration.ofHours(5));
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(stops)
                    .hasSize(3)
                    .last()
                    .satisfies(stop -> assertThat(stop).isAfterOrEqualTo(at));
        }
    }

    @Test
    void whatAnOperatorHoldsBackNoOwnerLetsGo() {
        try (RunWorld world = world(2)) {
            Window later = window(Duration.ofHours(2), Duration.ofHours(1), Duration.ZERO, 0, false);
            RunId run = start(world, "1", later);
            world.runs().cutover(run, List.of("i2"), HOLD, "ops");
            assertThatThrownBy(() -> world.runs().cutover(run, List.of("i2"), EARLY, "owner"))
                    .hasMessageContaining("an operator holds it back");
            RunWorld.await(() -> waiting(world, run, "evac cutover") == 1);
            assertThat(stops).isEmpty();
            world.runs().cancel(run, List.of(), "ops");
            assertThat(world.ended(run)).isEqualTo(RunState.CANCELLED);
        }
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.hook.HookPoint;
import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.MoveState;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is called around hosts and cutovers, and in which order with what is done to the instances. */
class HookedRunTest {
    private static final String AROUND =
            "before-host=silence,before-cutover=lb-out,before-cutover=note,after-cutover=lb-in,after-cutover=told,after-host=sound";
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 4).mapToObj(n -> RunWorld.host("h" + n)).toList();

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final RecordedHooks hooks = new RecordedHooks();
    private final Set<HostName> silent = ConcurrentHashMap.newKeySet();

    private RunWorld world(int instances) {
        return world(instances, bean -> bean);
    }

    private RunWorld world(int instances, UnaryOperator<Object> beans) {
        for (String host : List.of("h1", "h2")) {
            IntStream.rangeClosed(1, instances)
                    .forEach(n -> hosts.add(ref(host, host + "-i" + n), (long) n << 20, 1000, true));
        }
        hosts.witness((ref, what) -> {
            if (what.equals("quiesce")) {
                hooks.calls.add("stop " + ref.host() + "/" + ref.name());
            }
        });
        return again(beans);
    }

    /** Another process on the same hosts and database. */
    private RunWorld again(UnaryOperator<Object> beans) {
        return new RunWorld(home, "one", hosts, HOSTS, clock, bean -> beans.apply(hooks.instead(bean)));
    }

    private static InstanceRef ref(String host, String name) {
        return new InstanceRef(new HostName(host), new InstanceName(name));
    }

    private static Plans.Request request(String csv) {
        return new Plans.Request("list.csv", csv.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of());
    }

    private static RunId apply(RunWorld world, String rows, String hooks) {
        Plan plan = world.planning().create(request("instance,host,destination\n" + rows));
        return world.runs().apply(plan.id(), Optional.empty(), Optional.of(Hooks.parse(hooks)), "test");
    }

    private static List<String> told(RunWorld world, RunId run) {
        return world.events(run).stream()
                .filter(event -> event.kind().equals("hook"))
                .map(EventReport::text)
                .toList();
    }

    private static MoveReport move(RunWorld world, RunId run, String instance) {
        return world.report(run).moves().stream()
                .filter(move -> move.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private Set<HostName> runsOn(String instance) {
        return Set.copyOf(hosts.runningOn(new InstanceName(instance)));
    }

    @Test
    void theyAreCalledAroundTheStopAndBehindItTheOtherWayRound() {
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", AROUND);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls)
                    .containsExactly(
                            "before-host h1: silence",
                            "before-cutover of h1/h1-i1: lb-out",
                            "before-cutover of h1/h1-i1: note",
                            "stop h1/h1-i1",
                            "after-cutover of h1/h1-i1 (moved): told",
                            "after-cutover of h1/h1-i1 (moved): lb-in",
                            "after-host h1 (done): sound");
            assertThat(told(world, run)).hasSize(6).contains("hook sound (after-host h1 (done)) is done");
            assertThat(hooks.facts)
                    .filteredOn(call -> call.at() == HookPoint.BEFORE_CUTOVER)
                    .allSatisfy(call -> {
                        assertThat(call.run()).isEqualTo(run.value());
                        assertThat(call.cutover().orElseThrow().to()).isEqualTo("h3");
                    });
            assertThat(world.report(run).hooks()).contains(Hooks.parse(AROUND).toString());
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aHostsHooksAreCalledOnceWhateverManyLeaveIt() {
        try (RunWorld world = world(4)) {
            RunId run = apply(world, "*,h1,\n*,h2,\n", AROUND);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            for (String host : List.of("h1", "h2")) {
                assertThat(hooks.of("before-host " + host)).hasSize(1);
                assertThat(hooks.of("after-host " + host)).containsExactly("after-host " + host + " (done): sound");
                List<String> ofHost = hooks.of(host);
                assertThat(ofHost).first().isEqualTo("before-host " + host + ": silence");
                assertThat(ofHost).last().isEqualTo("after-host " + host + " (done): sound");
                assertThat(hooks.of("stop " + host)).hasSize(4);
            }
        }
    }

    @Test
    void aCutoverWhoseHookFailsStopsNothingAndTheHooksBehindItAreCalled() {
        hooks.failing.put("lb-out", "exit 1: no such backend");
        try (RunWorld world = world(2)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", AROUND);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);
            assertThat(hooks.calls)
                    .containsExactly(
                            "before-host h1: silence",
                            "before-cutover of h1/h1-i1: lb-out",
                            "after-cutover of h1/h1-i1 (failed): told",
                            "after-cutover of h1/h1-i1 (failed): lb-in",
                            "after-host h1 (incomplete): sound");
            MoveReport move = move(world, run, "h1-i1");
            assertThat(move.code()).contains("EVAC-461");
            assertThat(move.message().orElse(""))
                    .startsWith("hook lb-out (before-cutover of h1/h1-i1) failed: exit 1: no such backend")
                    .contains("Maybe mend it and retry: evac retry " + run);
            assertThat(move.downtimeMillis()).isIn(Optional.empty(), Optional.of(0L));
            assertThat(runsOn("h1-i1")).containsExactly(new HostName("h1"));

            hooks.failing.clear();
            hooks.calls.clear();
            world.runs().retry(run, List.of(), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls).hasSize(7).contains("after-cutover of h1/h1-i1 (moved): lb-in");
            assertThat(runsOn("h1-i1")).containsExactly(new HostName("h3"));
        }
    }

    @Test
    void aFailureThatIsToGoOnIsAnEventAndAllGoesOn() {
        hooks.failing.put("lb-out", "exit 1");
        hooks.failing.put("sound", "exit 2");
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", "before-cutover=lb-out:go-on,after-host=sound");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(told(world, run))
                    .containsExactly(
                            "hook lb-out (before-cutover of h1/h1-i1) failed: exit 1",
                            "hook sound (after-host h1 (done)) failed: exit 2");
        }
    }

    @Test
    void aHostWhoseHookFailsKeepsAllItsInstancesAndIsAskedOnce() {
        hooks.failing.put("silence", "it was not done after 30 s and was ended");
        try (RunWorld world = world(2)) {
            RunId run = apply(world, "*,h1,\n*,h2,\n", "before-host=silence,after-host=sound,before-cutover=lb-out");
            hooks.during = (name, call) -> {
                if (call.host().equals("h2")) {
                    hooks.failing.clear();
                } else if (call.at() == HookPoint.BEFORE_HOST) {
                    hooks.failing.put("silence", "it was not done after 30 s and was ended");
                }
            };
            world.ended(run);
            assertThat(hooks.of("before-host h1")).hasSize(1);
            assertThat(hooks.of("before-cutover of h1")).isEmpty();
            assertThat(hooks.of("stop h1")).isEmpty();
            assertThat(hooks.of("after-host h1")).containsExactly("after-host h1 (incomplete): sound");
            for (String instance : List.of("h1-i1", "h1-i2")) {
                assertThat(move(world, run, instance).code()).contains("EVAC-462");
                assertThat(runsOn(instance)).containsExactly(new HostName("h1"));
            }
            assertThat(hooks.of("stop h2")).as("another host").hasSize(2);

            hooks.during = (name, call) -> {};
            hooks.failing.clear();
            hooks.calls.clear();
            world.runs().retry(run, List.of(), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.of("before-host h1")).hasSize(1);
            assertThat(hooks.of("stop h1")).hasSize(2);
        }
    }

    @Test
    void whatFailsBehindACutoverLetsNoOtherBeginUntilSomebodyGoesOn() {
        hooks.failing.put("lb-in", "exit 1");
        try (RunWorld world = world(6)) {
            RunId run = apply(world, "*,h1,h3\n", "after-cutover=lb-in:stop");
            assertThat(world.ended(run)).isEqualTo(RunState.PAUSED);
            int stopped = hooks.of("stop").size();
            assertThat(stopped).as("those under way are finished").isBetween(1, 5);
            assertThat(told(world, run).getFirst())
                    .endsWith(" failed: exit 1. No further cutover begins. Maybe: evac resume " + run);
            assertThat(world.events(run))
                    .anySatisfy(event -> assertThat(event.text()).contains("hook lb-in (after-cutover of h1/"));

            hooks.failing.clear();
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.of("stop")).hasSize(6);
        }
    }

    @Test
    void aWayHomeHasTheHooksOfItsCutoverAndNoneOfAHost() {
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", AROUND);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            hooks.calls.clear();
            hooks.facts.clear();
            world.runs().rollback(run, List.of("h1-i1"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls)
                    .containsExactly(
                            "before-cutover of h3/h1-i1: lb-out",
                            "before-cutover of h3/h1-i1: note",
                            "stop h3/h1-i1",
                            "after-cutover of h3/h1-i1 (rolled-back): told",
                            "after-cutover of h3/h1-i1 (rolled-back): lb-in");
            assertThat(hooks.facts)
                    .allSatisfy(call ->
                            assertThat(call.cutover().orElseThrow().to()).isEqualTo("h1"));
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aWayHomeWhoseHookFailsEndsWhereItBegan() {
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", AROUND);
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            hooks.failing.put("lb-out", "exit 1");
            world.runs().rollback(run, List.of("h1-i1"), "test");
            world.ended(run);
            assertThat(hooks.calls).contains("after-cutover of h3/h1-i1 (moved): lb-in");
            assertThat(hooks.of("stop")).hasSize(1);
            assertThat(runsOn("h1-i1")).containsExactly(new HostName("h3"));
        }
    }

    @Test
    void whoDiesBetweenTheHooksIsFollowedByOneWhoCallsThoseBehindIt() throws Exception {
        CountDownLatch dead = new CountDownLatch(1);
        RunId run;
        try (RunWorld world = world(1)) {
            hooks.during = (name, call) -> {
                if (name.equals("note")) {
                    world.crash();
                    dead.countDown();
                }
            };
            run = apply(world, "h1-i1,h1,h3\n", AROUND);
            dead.await();
            world.abandoned(run);
        }
        assertThat(hooks.calls)
                .containsExactly(
                        "before-host h1: silence",
                        "before-cutover of h1/h1-i1: lb-out",
                        "before-cutover of h1/h1-i1: note");
        hooks.during = (name, call) -> {};
        hooks.calls.clear();
        try (RunWorld world = again(bean -> bean)) {
            world.leaseRunsOut(run);
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls)
                    .as(
                            "it is in service until somebody begins with it anew; what its host has behind it is not called again")
                    .containsExactly(
                            "after-cutover of h1/h1-i1 (waiting): told",
                            "after-cutover of h1/h1-i1 (waiting): lb-in",
                            "before-cutover of h1/h1-i1: lb-out",
                            "before-cutover of h1/h1-i1: note",
                            "stop h1/h1-i1",
                            "after-cutover of h1/h1-i1 (moved): told",
                            "after-cutover of h1/h1-i1 (moved): lb-in",
                            "after-host h1 (done): sound");
        }
    }

    @Test
    void whoNeedsAHumanIsSaidToBeBackAndOnceMoreWhenThatIsOver() {
        try (RunWorld world = world(1)) {
            fallsSilentBehindTheFence("h3");
            RunId run = apply(world, "h1-i1,h1,h3\n", "before-cutover=lb-out,after-cutover=lb-in");
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            assertThat(hooks.of("h1-i1"))
                    .containsExactly(
                            "before-cutover of h1/h1-i1: lb-out",
                            "stop h1/h1-i1",
                            "after-cutover of h1/h1-i1 (needs-attention): lb-in");
            hooks.calls.clear();
            world.runs().retry(run, List.of("h1-i1"), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.NEEDS_ATTENTION);
            assertThat(hooks.calls).as("nothing is new").isEmpty();

            silent.clear();
            world.runs().retry(run, List.of("h1-i1"), Optional.empty(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls).containsExactly("after-cutover of h1/h1-i1 (moved): lb-in");
        }
    }

    private void fallsSilentBehindTheFence(String host) {
        hosts.faults((ref, call) -> silent.contains(ref.host()) ? Fault.UNREACHABLE : Fault.NONE);
        hosts.witness((ref, what) -> {
            if (what.equals("fence")) {
                silent.add(new HostName(host));
            } else if (what.equals("quiesce")) {
                hooks.calls.add("stop " + ref.host() + "/" + ref.name());
            }
        });
    }

    @Test
    void aRunThatIsPausedEndsWhatItsHooksHaveBegun() {
        try (RunWorld world = world(2)) {
            RunId[] run = new RunId[1];
            CountDownLatch applied = new CountDownLatch(1);
            hooks.during = (name, call) -> {
                if (name.equals("lb-out")) {
                    await(applied);
                    world.runs().pause(run[0], List.of(), "test");
                }
            };
            run[0] = apply(world, "h1-i1,h1,h3\n", AROUND);
            applied.countDown();
            assertThat(world.ended(run[0])).isEqualTo(RunState.PAUSED);
            assertThat(hooks.calls)
                    .containsExactly(
                            "before-host h1: silence",
                            "before-cutover of h1/h1-i1: lb-out",
                            "after-cutover of h1/h1-i1 (waiting): told",
                            "after-cutover of h1/h1-i1 (waiting): lb-in",
                            "after-host h1 (incomplete): sound");
            hooks.during = (name, call) -> {};
            hooks.calls.clear();
            world.runs().hooks(run[0], Hooks.NONE, "test");
            world.runs().resume(run[0], List.of(), "test");
            assertThat(world.ended(run[0])).isEqualTo(RunState.FINISHED);
            assertThat(hooks.calls).as("taken from the run").containsExactly("stop h1/h1-i1");
        }
    }

    /** What was begun is ended by those that it was begun with, and between two hooks a cancel is heard. */
    @Test
    void whoIsCancelledBetweenTwoHooksIsGivenBackThoughTheHooksWereTakenFromTheRun() {
        try (RunWorld world = world(1)) {
            RunId[] run = new RunId[1];
            CountDownLatch applied = new CountDownLatch(1);
            hooks.during = (name, call) -> {
                if (name.equals("lb-out")) {
                    await(applied);
                    world.runs().hooks(run[0], Hooks.NONE, "test");
                    world.runs().cancel(run[0], List.of("h1-i1"), "test");
                }
            };
            run[0] = apply(world, "h1-i1,h1,h3\n", AROUND);
            applied.countDown();
            assertThat(world.ended(run[0])).isEqualTo(RunState.FINISHED);
            assertThat(move(world, run[0], "h1-i1").state()).isEqualTo("cancelled");
            assertThat(hooks.calls)
                    .containsExactly(
                            "before-host h1: silence",
                            "before-cutover of h1/h1-i1: lb-out",
                            "after-cutover of h1/h1-i1 (cancelled): told",
                            "after-cutover of h1/h1-i1 (cancelled): lb-in",
                            "after-host h1 (incomplete): sound");
            assertThat(runsOn("h1-i1")).containsExactly(new HostName("h1"));
        }
    }

    /** A defect of whoever calls them is a failure like any other. */
    @Test
    void aHookThatBreaksIsAFailureAndNobodyNeedsToLookAtTheMove() {
        hooks.during = (name, call) -> {
            if (name.equals("lb-in")) {
                throw new IllegalStateException("a defect");
            }
        };
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", "after-cutover=lb-in");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(told(world, run)).singleElement().asString().contains("lb-in", "IllegalStateException");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWindowMustHaveTimeForTheHooksToo() {
        Plans.Request request = request("instance,host,downtime\n*,h1,2m\n");
        Terms terms = new Terms(Bandwidth.UNLIMITED, Hooks.parse("before-host=silence,before-cutover=lb-out"));
        hooks.longest = Duration.ofMinutes(10);
        try (RunWorld world = world(1)) {
            Window tooShort = window(Duration.ofMinutes(20));
            RunId run = new RunId(world.starter().start("rack7/1", request, Optional.of(tooShort), terms, "quartz"));
            assertThat(world.ended(run)).isEqualTo(RunState.WAITING);
            assertThat(hooks.calls).isEmpty();
            Window next = window(Duration.ofHours(1));
            assertThat(world.starter().start("rack7/2", request, Optional.of(next), terms, "quartz"))
                    .isEqualTo(run.value());
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hooks.of("stop")).hasSize(1);
            assertThat(world.store().counts(run)).isEqualTo(Map.of(MoveState.VERIFIED, 1));
        }
    }

    private Window window(Duration lasts) {
        return new Window(
                clock.instant(),
                clock.instant().plus(lasts),
                clock.instant().plus(lasts),
                0,
                true,
                ZoneOffset.UTC,
                Optional.empty());
    }

    @Test
    void whatBecameOldWhileItsHooksWereCalledIsCopiedOnceMoreBeforeTheStop() {
        hooks.during = (name, call) -> {
            if (name.equals("lb-out")) {
                clock.pause(Duration.ofMinutes(6));
            }
        };
        try (RunWorld world = world(1)) {
            RunId run = apply(world, "h1-i1,h1,h3\n", "before-cutover=lb-out");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.events(run))
                    .filteredOn(event ->
                            event.kind().equals("intent") && event.text().startsWith("run incremental-sync"))
                    .as("the copy had become old")
                    .hasSizeGreaterThan(1);
        }
    }
}

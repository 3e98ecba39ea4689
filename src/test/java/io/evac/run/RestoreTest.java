package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.plan.Refusal;
import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import io.evac.schedule.Terms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that left a host comes back to it, as an ordinary plan. */
class RestoreTest {
    private static final HostName H1 = new HostName("h1");
    private static final long DISK = 50_000_000;

    @TempDir
    Path home;

    private final SimulatedWorld hosts = world();

    private static SimulatedWorld world() {
        SimulatedWorld world = new SimulatedWorld(Clock.systemUTC(), new ShortPauses(5));
        for (int n = 1; n <= 4; n++) {
            world.add(new InstanceRef(H1, new InstanceName("i" + n)), DISK, 1000, n != 4);
        }
        return world;
    }

    private static RunId evacuate(RunWorld world, String csv) {
        Plan plan = plan(world, csv);
        assertThat(plan.refusals()).isEmpty();
        return apply(world, plan);
    }

    private static Plan plan(RunWorld world, String csv) {
        return world.planning().create(request(csv));
    }

    private static Plans.Request request(String csv) {
        return new Plans.Request("list.csv", csv.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of());
    }

    private static RunId apply(RunWorld world, Plan plan) {
        RunId run = world.runs().apply(plan.id(), "test");
        assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        return run;
    }

    private static List<String> names(Plan plan) {
        return plan.moves().stream()
                .map(move -> move.instance().name().value())
                .sorted()
                .toList();
    }

    private List<HostName> running(String name) {
        return hosts.runningOn(new InstanceName(name));
    }

    @Test
    void everythingThatLeftComesBackOntoItsParkedCopy() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId there = evacuate(world, "instance,host,downtime\n*,h1,45s\n");
            world.runs().finalizeMoves(there, List.of("i3"), "test");
            Plan plan = world.planning().restore(H1, Set.of());
            assertThat(plan.list()).isEqualTo("restore h1");
            assertThat(plan.refusals()).isEmpty();
            assertThat(names(plan)).containsExactly("i1", "i2", "i3", "i4");
            assertThat(plan.moves()).allSatisfy(move -> {
                assertThat(move.to()).isEqualTo(H1);
                assertThat(move.downtime()).hasSeconds(45);
            });
            assertThat(world.planning().restore(H1, Set.of()).id()).isEqualTo(plan.id());

            RunId back = apply(world, plan);
            assertThat(running("i1")).containsExactly(H1);
            assertThat(running("i3")).containsExactly(H1);
            assertThat(hosts.violations()).isEmpty();
            assertThat(bytes(world, back, "i1")).isLessThan(DISK / 2);
            assertThat(bytes(world, back, "i3")).isGreaterThanOrEqualTo(DISK);
        }
    }

    @Test
    void theSameListIsEvacuatedAgainByARunOfItsOwnAfterItsInstancesCameHome() {
        String list = "instance,host,destination\ni1,h1,h2\ni2,h1,h3\n";
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId first = evacuate(world, list);
            PlanId plan = world.store().find(first).orElseThrow().plan();
            RunId back = apply(world, world.planning().restore(H1, Set.of()));
            assertThat(running("i1")).containsExactly(H1);

            assertThat(world.runs().apply(plan, "by accident"))
                    .as("an old plan is its old run")
                    .isEqualTo(first);
            assertThat(running("i1")).containsExactly(H1);
            Plan again = plan(world, list);
            assertThat(again.id()).hasToString(plan + "-2");
            assertThat(plan(world, list)).isEqualTo(again);
            assertThat(again.moves())
                    .extracting(move -> move.id().toString())
                    .containsExactly(plan + "-2.1", plan + "-2.2");
            RunId second = apply(world, again);
            assertThat(second).isNotEqualTo(first);
            assertThat(world.runs().apply(again.id(), "by accident")).isEqualTo(second);
            assertThat(running("i1")).containsExactly(new HostName("h2"));
            assertThat(running("i2")).containsExactly(new HostName("h3"));

            Plan home = world.planning().restore(H1, Set.of());
            assertThat(home.id())
                    .hasToString(world.store().find(back).orElseThrow().plan() + "-2");
            apply(world, home);
            assertThat(plan(world, list).id()).hasToString(plan + "-3");
            assertThat(running("i1")).containsExactly(H1);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void theSamePlanMadeAgainIsToldAsTheHostsAreNowAndAppliedAsItWasStored() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            Plan first = plan(world, "instance,host,destination\ni1,h1,h2\n");
            hosts.add(new InstanceRef(new HostName("h2"), new InstanceName("new")), DISK, 1000, true);
            Plans.Request more = new Plans.Request(
                    "list.csv",
                    "instance,host,destination\ni1,h1,h2\ni2,h1,h3\n".getBytes(StandardCharsets.UTF_8),
                    Policy.DEFAULT,
                    List.of("instance=i1"),
                    Set.of());
            Plan again = world.planning().create(more);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.warnings())
                    .isNotEqualTo(first.warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("1 of the list are not selected"));
            assertThat(again.hosts()).isNotEqualTo(first.hosts());
            assertThat(again.moves()).isEqualTo(first.moves());
            assertThat(world.planning().find(first.id())).contains(first);
            apply(world, again);
            assertThat(running("i1")).containsExactly(new HostName("h2"));
        }
    }

    @Test
    void whatARollbackBroughtHomeIsEvacuatedAgainByARunOfItsOwn() {
        String list = "instance,host,destination\ni1,h1,h2\n";
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId first = evacuate(world, list);
            world.runs().rollback(first, List.of("i1"), "test");
            assertThat(world.ended(first)).isEqualTo(RunState.FINISHED);
            assertThat(running("i1")).containsExactly(H1);
            assertThat(evacuate(world, list)).isNotEqualTo(first);
            assertThat(running("i1")).containsExactly(new HostName("h2"));
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void theNextOccurrenceOfTheSameListIsARunOfItsOwnAndOneWithNothingToDoIsNone() {
        String list = "instance,host,destination\ni1,h1,h2\n";
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId first = fired(world, "weekly/2026-12-05T22:00", list);
            RunId idle = fired(world, "weekly/2026-12-12T22:00", list);
            assertThat(fired(world, "weekly/2026-12-19T22:00", list)).isEqualTo(idle);
            apply(world, world.planning().restore(H1, Set.of()));
            assertThat(fired(world, "weekly/2026-12-05T22:00", list)).isEqualTo(first);
            assertThat(running("i1")).containsExactly(H1);
            assertThat(fired(world, "weekly/2026-12-26T22:00", list)).isNotIn(first, idle);
            assertThat(running("i1")).containsExactly(new HostName("h2"));
        }
    }

    private static RunId fired(RunWorld world, String occurrence, String list) {
        RunId run = new RunId(world.starter().start(occurrence, request(list), Optional.empty(), Terms.NONE, "quartz"));
        assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        return run;
    }

    private static long bytes(RunWorld world, RunId run, String instance) {
        return world.report(run).moves().stream()
                .filter(move -> move.instance().equals(instance))
                .mapToLong(MoveReport::bytesDone)
                .sum();
    }

    @Test
    void whatIsHomeAlreadyIsNotInThePlanAndWhatHasMovedOnIsRefused() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId there = evacuate(world, "instance,host,destination\ni1,h1,h2\ni2,h1,h3\ni3,h1,h2\n");
            world.runs().rollback(there, List.of("i1"), "test");
            world.ended(there);
            evacuate(world, "instance,host,destination\ni3,h2,h4\n");
            Plan plan = world.planning().restore(H1, Set.of());
            assertThat(names(plan)).containsExactly("i2");
            assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.instance()).isEqualTo("i3");
                assertThat(refusal.host()).isEqualTo("h2");
                assertThat(refusal.code()).startsWith("EVAC-2");
            });

            apply(world, plan);
            assertThat(world.planning().restore(H1, Set.of()).moves()).isEmpty();
            assertThat(world.planning().restore(H1, Set.of()).refusals())
                    .extracting(Refusal::instance)
                    .containsExactly("i3");
            assertThat(running("i2")).containsExactly(H1);
            world.runs().finalizeMoves(there, List.of("i2"), "test");
            assertThat(finalizations(world, there))
                    .containsExactly("0 parked copies deleted; that of h1/i2 is R-3's now");
            assertThat(running("i2")).containsExactly(H1);
            assertThatThrownBy(() -> world.runs().finalizeMoves(there, List.of("i3"), "test"))
                    .as("that copy is still what i3 left on h1")
                    .hasMessageContaining("i3 keeps its parked copy");
            assertThat(hosts.violations()).isEmpty();
        }
    }

    private static List<String> finalizations(RunWorld world, RunId run) {
        return world.events(run).stream()
                .filter(event -> event.kind().equals("finalize"))
                .map(EventReport::text)
                .toList();
    }

    private static MoveReport move(RunWorld world, RunId run, String instance) {
        return world.report(run).moves().stream()
                .filter(move -> move.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private GuardState guard(HostName host, String instance) {
        return hosts.guards()
                .on(RunWorld.host(host.value()))
                .observe(new InstanceName(instance))
                .state();
    }

    @Test
    void aParkedCopyThatALaterRunCameBackOntoIsThatRunsToFinalize() {
        HostName h2 = new HostName("h2");
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId there = evacuate(world, "instance,host,destination\ni1,h1,h2\ni2,h1,h2\n");
            RunId back = evacuate(world, "instance,host,destination\ni1,h2,h1\n");
            MoveReport taken = move(world, there, "i1");
            assertThat(taken.state()).isEqualTo("verified");
            assertThat(taken.parked()).isEmpty();
            assertThat(taken.message()).contains("its parked copy is " + back + "'s now");
            assertThat(move(world, there, "i2").parked().orElseThrow().host()).isEqualTo("h1");
            assertThat(move(world, back, "i1").parked().orElseThrow().host()).isEqualTo("h2");

            world.runs().finalizeMoves(there, List.of(), "test");
            assertThat(finalizations(world, there))
                    .containsExactly("1 parked copies deleted; that of h1/i1 is " + back + "'s now");
            assertThat(move(world, there, "i2").state()).isEqualTo("finalized");
            assertThat(guard(h2, "i1")).isEqualTo(GuardState.FENCED);
            assertThat(running("i1")).containsExactly(H1);

            world.runs().finalizeMoves(back, List.of(), "test");
            world.runs().finalizeMoves(there, List.of(), "test");
            assertThat(guard(h2, "i1")).isEqualTo(GuardState.ABSENT);
            assertThat(running("i1")).containsExactly(H1);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aWayBackThatWasItselfRolledBackHasTheCopyAndARunThatParkedItLaterKeepsItsOwn() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            RunId there = evacuate(world, "instance,host,destination\ni1,h1,h2\n");
            RunId back = apply(world, world.planning().restore(H1, Set.of()));
            world.runs().rollback(back, List.of("i1"), "test");
            assertThat(world.ended(back)).isEqualTo(RunState.FINISHED);
            assertThat(move(world, there, "i1").message()).contains("its parked copy is " + back + "'s now");
            assertThat(move(world, back, "i1").parked().orElseThrow().host()).isEqualTo("h1");
            world.runs().finalizeMoves(there, List.of(), "test");
            assertThat(guard(H1, "i1")).isEqualTo(GuardState.FENCED);
            world.runs().finalizeMoves(back, List.of(), "test");
            assertThat(guard(H1, "i1")).isEqualTo(GuardState.ABSENT);

            RunId home = apply(world, world.planning().restore(H1, Set.of()));
            RunId again = evacuate(world, "instance,host,destination\ni1,h1,h2\n");
            assertThat(move(world, home, "i1").message()).contains("its parked copy is " + again + "'s now");
            assertThat(move(world, again, "i1").parked().orElseThrow().host()).isEqualTo("h1");
            world.runs().finalizeMoves(again, List.of(), "test");
            assertThat(move(world, again, "i1").state()).isEqualTo("finalized");
            assertThat(running("i1")).containsExactly(new HostName("h2"));
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aGuestThatWentBackToItsOwnHostIsNotTakenAwayFromItAgain() {
        HostName h2 = new HostName("h2");
        hosts.add(new InstanceRef(h2, new InstanceName("grow")), DISK, 1000, true);
        try (RunWorld world = new RunWorld(home, hosts)) {
            evacuate(world, "instance,host,destination\ngrow,h2,h1\n");
            evacuate(world, "instance,host,destination\ngrow,h1,h3\ni1,h1,h2\n");
            Plan own = world.planning().restore(H1, Set.of());
            assertThat(names(own)).as("evacuated from h1 as a guest").containsExactly("grow", "i1");
            apply(world, own);
            apply(world, world.planning().restore(h2, Set.of()));
            assertThat(running("grow")).containsExactly(h2);
            assertThatThrownBy(() -> world.planning().restore(H1, Set.of()))
                    .hasMessageContaining("nothing that has left");
            assertThatThrownBy(() -> world.planning().restore(h2, Set.of()))
                    .hasMessageContaining("nothing that has left");

            evacuate(world, "instance,host,destination\ngrow,h2,h1\n");
            assertThat(names(world.planning().restore(h2, Set.of()))).containsExactly("grow");
        }
    }

    @Test
    void whatCameHomeByADetourIsHome() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            evacuate(world, "instance,host,destination\ni1,h1,h2\n");
            evacuate(world, "instance,host,destination\ni1,h2,h3\n");
            evacuate(world, "instance,host,destination\ni1,h3,h1\n");
            assertThatThrownBy(() -> world.planning().restore(H1, Set.of()))
                    .hasMessageContaining("nothing that has left");
            evacuate(world, "instance,host,destination\ni1,h1,h3\n");
            assertThat(names(world.planning().restore(H1, Set.of()))).containsExactly("i1");
        }
    }

    @Test
    void aHostThatNothingIsAwayFromIsRefused() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            assertThatThrownBy(() -> world.planning().restore(H1, Set.of()))
                    .isInstanceOfSatisfying(Runs.RefusedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo("EVAC-570");
                        assertThat(refused.remedy()).startsWith("Maybe");
                    });
            RunId there = evacuate(world, "instance,host,destination\ni1,h1,h2\n");
            Move move = world.planning()
                    .find(world.store().find(there).orElseThrow().plan())
                    .orElseThrow()
                    .moves()
                    .getFirst();
            apply(world, world.planning().restore(H1, Set.of()));
            assertThat(running(move.instance().name().value())).containsExactly(H1);
            assertThatThrownBy(() -> world.planning().restore(H1, Set.of()))
                    .hasMessageContaining("nothing that has left h1");
            assertThatThrownBy(() -> world.planning().restore(new HostName("nowhere"), Set.of()))
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void aHostThatTakesNothingGetsNothingBack() {
        try (RunWorld world = new RunWorld(home, hosts)) {
            evacuate(world, "instance,host,destination\ni1,h1,h2\n");
            world.hosts().cordon(H1, true, "test");
            Plan plan = world.planning().restore(H1, Set.of());
            assertThat(plan.moves()).isEmpty();
            assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason()).contains("cordon");
                assertThat(refusal.remedy()).startsWith("Maybe");
            });
        }
    }
}

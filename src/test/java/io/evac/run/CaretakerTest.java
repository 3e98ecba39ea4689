package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardState;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to parked copies when nobody asks, on a clock that is set by hand. */
class CaretakerTest {
    private static final HostName ALPHA = new HostName("alpha");
    private static final HostName BETA = new HostName("beta");
    private static final InstanceName WEB = new InstanceName("web");

    /** As late as it was told to be. */
    private static final class Ahead extends Clock {
        private volatile Duration by = Duration.ZERO;

        void jump(Duration time) {
            by = by.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }
    }

    @TempDir
    Path home;

    private final Ahead clock = new Ahead();
    private final SimulatedWorld hosts = new SimulatedWorld(clock, new ShortPauses(2));
    private volatile Optional<HostName> silent = Optional.empty();

    private RunWorld world() {
        hosts.add(new InstanceRef(ALPHA, WEB), 1_000_000, 1000, true);
        hosts.faults(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return silent.equals(Optional.of(ref.host())) ? Fault.UNREACHABLE : Fault.NONE;
            }
        });
        return new RunWorld(
                home, hosts, Stream.of("alpha", "beta").map(RunWorld::host).toList(), clock, new ShortPauses(2));
    }

    private static Policy parkedFor(Duration time) {
        Policy d = Policy.DEFAULT;
        return new Policy(
                d.type(),
                d.downtime(),
                d.rounds(),
                d.noGain(),
                d.notConverging(),
                d.guestRefusesStop(),
                d.reversalImpossible(),
                d.convergence(),
                d.stopAfter(),
                d.canaries(),
                time,
                d.soak());
    }

    private static RunId moved(RunWorld world, Policy policy) {
        return moved(world, policy, RunState.FINISHED);
    }

    private static RunId moved(RunWorld world, Policy policy, RunState end) {
        return moved(world, "web,alpha", policy, end);
    }

    private static RunId moved(RunWorld world, String row, Policy policy) {
        return moved(world, row, policy, RunState.FINISHED);
    }

    private static RunId moved(RunWorld world, String row, Policy policy, RunState end) {
        byte[] list = ("instance,host\n" + row + "\n").getBytes(StandardCharsets.UTF_8);
        Plan plan = world.planning().create(new Plans.Request("l.csv", list, policy, List.of(), Set.of()));
        RunId run = world.runs().apply(plan.id(), "test");
        assertThat(world.ended(run)).isEqualTo(end);
        return run;
    }

    private GuardState guard(HostName host) {
        return hosts.guards().on(RunWorld.host(host.value())).observe(WEB).state();
    }

    private static MoveReport move(RunWorld world, RunId run) {
        return world.report(run).moves().getFirst();
    }

    private static List<String> finalizations(RunWorld world, RunId run) {
        return world.events(run).stream()
                .filter(event -> event.kind().equals("finalize"))
                .peek(event -> assertThat(event.actor()).isEqualTo("evac"))
                .map(EventReport::text)
                .toList();
    }

    @Test
    void aParkedCopyIsDeletedOnceWhenItsTimeIsOverAndNotBefore() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            assertThat(move(world, run).parked().orElseThrow()).satisfies(copy -> {
                assertThat(copy.host()).isEqualTo("alpha");
                assertThat(copy.why()).isEqualTo("moved to beta");
                assertThat(copy.until().orElseThrow()).isEqualTo(copy.since().plusDays(7));
            });
            clock.jump(Duration.ofDays(7).minusMinutes(5));
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.FENCED);
            assertThat(finalizations(world, run)).isEmpty();

            clock.jump(Duration.ofMinutes(5));
            world.runs().keepHouse();
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.ABSENT);
            assertThat(move(world, run).state()).isEqualTo("finalized");
            assertThat(move(world, run).parked()).isEmpty();
            assertThat(finalizations(world, run)).containsExactly("parked for 7d: 1 parked copies deleted");
            assertThat(world.state(run)).isEqualTo(RunState.FINISHED);
            assertThat(hosts.runningOn(WEB)).containsExactly(BETA);
        }
    }

    @Test
    void withoutATimeItIsKeptForEver() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ZERO));
            assertThat(move(world, run).parked().orElseThrow().until()).isEmpty();
            clock.jump(Duration.ofDays(3650));
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.FENCED);
            assertThat(move(world, run).state()).isEqualTo("verified");
        }
    }

    @Test
    void whatWasNeverVerifiedIsNotDeleted() {
        try (RunWorld world = world()) {
            hosts.faults(new SilentBehindFence());
            RunId run = moved(world, parkedFor(Duration.ofDays(7)), RunState.INTERRUPTED);
            assertThat(move(world, run).state()).isEqualTo("moved");
            hosts.faults(Faults.NONE);
            clock.jump(Duration.ofDays(8));
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.FENCED);
            assertThat(move(world, run).state()).isEqualTo("moved");
        }
    }

    /** The source answers until the instance runs elsewhere, and is silent then: it cannot be verified. */
    private static final class SilentBehindFence implements Faults {
        private volatile boolean moved;

        @Override
        public Fault on(InstanceRef ref, String call) {
            moved |= call.equals("healthy");
            return moved && ref.host().equals(ALPHA) ? Fault.UNREACHABLE : Fault.NONE;
        }
    }

    @Test
    void whileTheInstanceIsNotWellItIsKeptWhichIsWrittenDownAndTriedAgainLater() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            clock.jump(Duration.ofDays(7));
            hosts.meddle(new InstanceRef(BETA, WEB), false);
            world.runs().keepHouse();
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.FENCED);
            assertThat(move(world, run).code()).contains("EVAC-413");
            assertThat(finalizations(world, run))
                    .hasSize(2)
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("tried again in 1h: alpha/web keeps its parked copy: the parked copy is kept:")
                            .contains("beta/web should be in place and running"));
            hosts.meddle(new InstanceRef(BETA, WEB), true);
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).as("not before its hour").isEqualTo(GuardState.FENCED);
            clock.jump(Duration.ofHours(1));
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.ABSENT);
        }
    }

    @Test
    void aSourceThatIsUnreachableThenIsToldOfAndFinalizedWhenItIsBack() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            clock.jump(Duration.ofDays(7));
            silent = Optional.of(ALPHA);
            world.runs().keepHouse();
            assertThat(move(world, run).state()).isEqualTo("verified");
            assertThat(move(world, run).message().orElse("")).contains("source unreachable: alpha");
            silent = Optional.empty();
            clock.jump(Duration.ofHours(1));
            world.runs().keepHouse();
            assertThat(move(world, run).state()).isEqualTo("finalized");
        }
    }

    @Test
    void whatARollbackHasParkedGoesTheSameWay() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            clock.jump(Duration.ofDays(6));
            world.runs().rollback(run, List.of("web"), "jo");
            world.ended(run);
            assertThat(move(world, run).parked().orElseThrow().why()).isEqualTo("rolled back to alpha");
            clock.jump(Duration.ofDays(6));
            world.runs().keepHouse();
            assertThat(guard(BETA)).isEqualTo(GuardState.FENCED);
            clock.jump(Duration.ofDays(1));
            world.runs().keepHouse();
            assertThat(guard(BETA)).isEqualTo(GuardState.ABSENT);
            assertThat(move(world, run).state()).isEqualTo("rolled-back");
            assertThat(hosts.runningOn(WEB)).containsExactly(ALPHA);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void whatALaterRunHasTakenOverIsLeftToThatWithoutAWord() {
        try (RunWorld world = world()) {
            RunId there = moved(world, parkedFor(Duration.ofDays(7)));
            RunId back = moved(world, "web,beta", parkedFor(Duration.ofDays(7)));
            clock.jump(Duration.ofDays(7));
            world.runs().keepHouse();
            clock.jump(Duration.ofHours(1));
            world.runs().keepHouse();
            assertThat(finalizations(world, there)).isEmpty();
            assertThat(move(world, there).code()).isEmpty();
            assertThat(move(world, there).message()).contains("its parked copy is " + back + "'s now");
            assertThat(finalizations(world, back)).containsExactly("parked for 7d: 1 parked copies deleted");
            assertThat(guard(BETA)).isEqualTo(GuardState.ABSENT);
            assertThat(hosts.runningOn(WEB)).containsExactly(ALPHA);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void whyACopyWasKeptIsNotToldAnyMoreOnceALaterRunHasIt() {
        try (RunWorld world = world()) {
            RunId there = moved(world, parkedFor(Duration.ofDays(7)));
            hosts.meddle(new InstanceRef(BETA, WEB), false);
            assertThatThrownBy(() -> world.runs().finalizeMoves(there, List.of(), "test"))
                    .hasMessageContaining("keeps its parked copy");
            assertThat(move(world, there).code()).contains("EVAC-413");
            hosts.meddle(new InstanceRef(BETA, WEB), true);
            RunId back = moved(world, "web,beta", parkedFor(Duration.ofDays(7)));
            assertThat(move(world, there).code()).isEmpty();
            assertThat(move(world, there).message()).contains("its parked copy is " + back + "'s now");
        }
    }

    @Test
    void whatWasLeftOnAHostThatWasOffIsFencedWhenThatAnswers() {
        hosts.allowDiscard();
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            silent = Optional.of(BETA);
            hosts.halt(BETA);
            world.runs().discard(run, List.of("web"), Optional.of(new Runs.KnownOff(BETA, false)), "jo");
            world.ended(run);
            world.runs().keepHouse();
            assertThat(move(world, run).message().orElse("")).contains("the copy on beta must not be started");
            silent = Optional.empty();
            world.runs().keepHouse();
            assertThat(guard(BETA)).as("not before its time").isNotEqualTo(GuardState.FENCED);
            clock.jump(Duration.ofMinutes(5));
            world.runs().keepHouse();
            assertThat(guard(BETA)).isEqualTo(GuardState.FENCED);
            assertThat(move(world, run).message().orElse("")).contains("the copy on beta cannot start any more");
            hosts.reboot(BETA);
            assertThat(hosts.runningOn(WEB)).containsExactly(ALPHA);
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aRunThatSomebodyElseWorksOnIsLookedAfterLater() {
        try (RunWorld world = world()) {
            RunId run = moved(world, parkedFor(Duration.ofDays(7)));
            clock.jump(Duration.ofDays(8));
            assertThat(world.leases().acquire(run, "another@node", Lease.TTL, true, 99))
                    .isPresent();
            world.runs().keepHouse();
            assertThat(guard(ALPHA)).isEqualTo(GuardState.FENCED);
            assertThat(finalizations(world, run)).isEmpty();
        }
    }
}

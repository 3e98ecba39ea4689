package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.EventReport;
import io.evac.report.MoveReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts; the destination falls silent behind the point of no return, and an operator commands what follows. */
class OffHostsTest {
    private static final HostName BETA = new HostName("beta");
    private static final InstanceName WEB = new InstanceName("web");
    private static final List<String> NAMED = List.of("web");

    @TempDir
    Path home;

    private final SimulatedWorld hosts = new SimulatedWorld(Clock.systemUTC(), new ShortPauses(2));
    private volatile boolean silent;

    private RunWorld world(List<String> powerFence) {
        hosts.add(new InstanceRef(new HostName("alpha"), WEB), 1_000_000, 1000, true);
        hosts.allowDiscard();
        hosts.faults(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return silent && ref.host().equals(BETA) ? Fault.UNREACHABLE : Fault.NONE;
            }
        });
        List<Host> all = Stream.of("alpha", "beta")
                .map(RunWorld::host)
                .map(host -> new Host(
                        host.name(),
                        host.address(),
                        host.driver(),
                        host.capacity(),
                        host.slots(),
                        host.bandwidth(),
                        true,
                        Map.of(),
                        host.name().equals(BETA) ? powerFence : List.of(),
                        Map.of()))
                .toList();
        return new RunWorld(home, hosts, all, Clock.systemUTC(), new ShortPauses(2));
    }

    private RunId moved(RunWorld world) {
        byte[] list = "instance,host\nweb,alpha\n".getBytes(StandardCharsets.UTF_8);
        RunId run = world.runs()
                .apply(
                        world.planning()
                                .create(new Plans.Request("l.csv", list, Policy.DEFAULT, List.of(), Set.of()))
                                .id(),
                        "test");
        assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
        return run;
    }

    private void off() {
        silent = true;
        hosts.halt(BETA);
    }

    private static Optional<Runs.KnownOff> off(String host, boolean powerFence) {
        return Optional.of(new Runs.KnownOff(new HostName(host), powerFence));
    }

    private static void refused(Runnable command, String code) {
        assertThatThrownBy(command::run)
                .isInstanceOfSatisfying(
                        Runs.RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static MoveReport move(RunWorld world, RunId run) {
        return world.report(run).moves().getFirst();
    }

    @Test
    void onTheOperatorsWordTheParkedCopyRunsAgainAndTheRestIsFencedWhenTheHostIsBack() {
        try (RunWorld world = world(List.of())) {
            RunId run = moved(world);
            off();
            refused(() -> world.runs().discard(run, NAMED, off("alpha", false), "jo"), "EVAC-560");
            refused(() -> world.runs().discard(run, NAMED, off("beta", true), "jo"), "EVAC-562");
            assertThat(move(world, run).state()).isEqualTo("verified");
            world.runs().discard(run, NAMED, off("beta", false), "jo");
            world.ended(run);
            assertThat(move(world, run).state()).isEqualTo("rolled-back");
            assertThat(move(world, run).message().orElse("")).contains("beta is off: by the word of jo at ");
            assertThat(hosts.runningOn(WEB)).containsExactly(new HostName("alpha"));
            assertThat(world.events(run))
                    .anySatisfy(event -> assertThat(event)
                            .returns("host-off", EventReport::kind)
                            .returns("jo", EventReport::actor));

            silent = false;
            world.runs().retry(run, NAMED, Optional.empty(), "jo");
            world.ended(run);
            assertThat(move(world, run).state()).isEqualTo("rolled-back");
            assertThat(move(world, run).message().orElse("")).contains("the copy on beta cannot start any more");
            hosts.reboot(BETA);
            assertThat(hosts.runningOn(WEB)).containsExactly(new HostName("alpha"));
            assertThat(hosts.violations()).isEmpty();
        }
    }

    @Test
    void aHostThatAnswersIsNeitherSwitchedOffNorBelievedToBe() {
        Path off = home.resolve("switched-off");
        try (RunWorld world = world(List.of("touch", off.toString()))) {
            RunId run = moved(world);
            refused(() -> world.runs().discard(run, NAMED, off("beta", true), "jo"), "EVAC-561");
            refused(() -> world.runs().discard(run, NAMED, off("beta", false), "jo"), "EVAC-561");
            assertThat(Files.exists(off)).isFalse();
            assertThat(move(world, run).state()).isEqualTo("verified");
        }
    }

    @Test
    void aPowerFenceRunsOnCommandOnlyAndItsOutputIsInTheAuditTrail() {
        Path off = home.resolve("switched-off");
        try (RunWorld world =
                world(List.of("sh", "-c", "touch " + off + "; echo Chassis Power Control: Down/Off", "-P", "secret"))) {
            RunId run = moved(world);
            off();
            refused(() -> world.runs().retry(run, NAMED, off("beta", true), "jo"), "EVAC-515");
            world.runs().discard(run, NAMED, Optional.empty(), "jo");
            world.ended(run);
            assertThat(hosts.runningOn(WEB)).isEmpty();
            assertThat(Files.exists(off)).isFalse();
            world.runs().discard(run, NAMED, off("beta", true), "jo");
            world.ended(run);
            assertThat(Files.exists(off)).isTrue();
            assertThat(move(world, run).state()).isEqualTo("rolled-back");
            assertThat(move(world, run).message().orElse("")).contains("by its power fence, commanded by jo at ");
            assertThat(world.events(run).stream().map(EventReport::text))
                    .anyMatch(text -> text.contains("exit 0: Chassis Power Control: Down/Off"))
                    .noneMatch(text -> text.contains("secret"));
        }
    }

    @Test
    void aPowerFenceThatFailsProvesNothing() {
        try (RunWorld world = world(List.of("sh", "-c", "echo unable to connect; exit 1"))) {
            RunId run = moved(world);
            off();
            refused(() -> world.runs().discard(run, NAMED, off("beta", true), "jo"), "EVAC-563");
            assertThat(move(world, run).state()).isEqualTo("verified");
            assertThat(hosts.runningOn(WEB)).isEmpty();
            assertThat(world.events(run).stream().map(EventReport::text))
                    .anyMatch(text -> text.contains("exit 1: unable to connect"));
        }
    }
}

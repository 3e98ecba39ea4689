package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody comes back to a stopped instance, or somebody does: how long it is down, by the machine's own processes. */
class DeadManIT {
    private static final Duration BUDGET = Duration.ofSeconds(40);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int INSTANCES = 3;

    @TempDir
    private static Path folder;

    private static LabHosts hosts;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.lab(2, folder);
        for (String host : hosts.names()) {
            hosts.autostart(host);
        }
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSourceBringsItBackWithinTheBudgetWhenNobodyElseDoes(boolean rebooted) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-" + rebooted));
        EvacProcess evac = new EvacProcess(home, hosts.config(), List.of());
        try (Evacuation evacuation = new Evacuation(hosts, INSTANCES, home, BUDGET);
                Sentinel sentinel = new Sentinel(evacuation.instances())) {
            dies(evac, List.of("evac.it.kill=quiesce:after-effect:1"), evacuation);
            if (rebooted) {
                hosts.lab("reboot", "h1");
            }
            EvacProcess.await("all run again", () -> allRun(evacuation) && sentinel.looks() > 1);
            sentinel.assertNeverTwo();
            Duration down = sentinel.longestDowntime();
            Results.row(
                    "dead-man.md",
                    "| killed right after QUIESCE, never restarted%s | budget %d s | down for %.1f s |"
                            .formatted(
                                    rebooted ? ", the source rebooted" : "",
                                    BUDGET.toSeconds(),
                                    down.toMillis() / 1000.0));
            assertThat(down).isLessThan(BUDGET.plus(GRACE));
            assertAtHome(evacuation);
        }
    }

    @Test
    void aDaemonThatIsRestartedActivatesWhatItsPredecessorHadFenced() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-fenced"));
        EvacProcess evac = new EvacProcess(home, hosts.config(), List.of());
        try (Evacuation evacuation = new Evacuation(hosts, INSTANCES, home);
                Sentinel sentinel = new Sentinel(evacuation.instances())) {
            String run = dies(evac, List.of("evac.it.kill.before=activate"), evacuation);
            List<String> fenced = evacuation.instances().stream()
                    .map(TestInstance::name)
                    .filter(name -> recorded("h1", name).equals("FENCED"))
                    .toList();
            assertThat(fenced).as("fenced and nowhere activated").isNotEmpty();
            Instant restarted = Instant.now();
            Process successor = evac.serve("", Map.of());
            try {
                EvacProcess.await("all run again", () -> allRun(evacuation));
                Duration took = Duration.between(restarted, Instant.now());
                evac.awaitEnd(run);
                evacuation.assertMoved(evac, run);
                sentinel.assertNeverTwo();
                Results.row(
                        "dead-man.md",
                        "| killed between FENCE and ACTIVATE, restarted at once | runs %.1f s after that | down for %.1f s |"
                                .formatted(
                                        took.toMillis() / 1000.0,
                                        sentinel.longestDowntime().toMillis() / 1000.0));
            } finally {
                successor.destroy();
                successor.waitFor();
            }
        }
    }

    /** Applies the list under a daemon that dies; the run's id. */
    private static String dies(EvacProcess evac, List<String> kill, Evacuation evacuation) throws Exception {
        Process doomed = evac.serve(kill, Map.of());
        try {
            String run = evacuation.apply(evac);
            evac.until("the daemon dies", () -> !doomed.isAlive());
            assertThat(doomed.waitFor()).isEqualTo(137);
            assertThat(allRun(evacuation)).as("one is stopped").isFalse();
            return run;
        } finally {
            doomed.destroyForcibly();
        }
    }

    private static boolean allRun(Evacuation evacuation) {
        return TestInstance.running(evacuation.instances()).size() == INSTANCES;
    }

    private static String recorded(String host, String instance) {
        try {
            return hosts.record(host, instance);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void assertAtHome(Evacuation evacuation) throws IOException {
        for (TestInstance instance : evacuation.instances()) {
            Path home = hosts.instances("h1").resolve(instance.name());
            instance.assertWhole(home);
            assertThat(recorded("h1", instance.name())).isNotEqualTo("FENCED");
            assertThat(hosts.instances("h2").resolve(instance.name())).doesNotExist();
        }
    }
}

package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Whole evacuations on real OpenSSH hosts, instances writing all the time, the daemon killed by SIGKILL. The full set of
 * kills (every phase at every boundary) runs with {@code -Devac.it.full=true}.
 */
class EvacuationIT {
    private static final int INSTANCES = 12;
    private static final List<String> PHASES =
            List.of("reserve", "full-sync", "incremental-sync", "quiesce", "final-sync", "fence", "activate", "verify");

    @TempDir
    private static Path folder;

    private static TestHosts hosts;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(3, folder);
        System.out.println("EvacuationIT runs on " + hosts.getClass().getSimpleName());
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    static Stream<String> kills() {
        if (Boolean.getBoolean("evac.it.full")) {
            return PHASES.stream()
                    .flatMap(phase -> Arrays.stream(KillingJournal.Boundary.values())
                            .map(b -> phase + ":"
                                    + b.name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', '-') + ":3"));
        }
        return Stream.of("full-sync:after-effect:3", "fence:after-intent:3", "activate:after-effect:3");
    }

    @ParameterizedTest
    @MethodSource("kills")
    void endsTheSameWhenTheDaemonIsKilledInAnyPhase(String kill) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-" + kill.replace(':', '-')));
        EvacProcess evac = new EvacProcess(home, hosts.config(), List.of());
        try (Evacuation evacuation = new Evacuation(hosts, INSTANCES, home)) {
            Process doomed = evac.serve(kill, Map.of());
            String run;
            try {
                run = evacuation.apply(evac);
                evac.until("the daemon dies at " + kill, () -> !doomed.isAlive());
            } finally {
                doomed.destroyForcibly();
            }
            assertThat(doomed.waitFor()).isEqualTo(137);
            Instant dead = Instant.now();
            Process successor = evac.serve("", Map.of());
            try {
                evac.awaitEnd(run);
                evacuation.assertMoved(evac, run);
                tell(kill, evac.expect(0, "status", run, "--output", "json").json(), dead);
            } finally {
                successor.destroy();
                successor.waitFor();
            }
        }
    }

    @Test
    void movesNothingTwiceWhenListTriggerOrDaemonIsDoubled() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-twice"));
        EvacProcess evac = new EvacProcess(home, hosts.config(), List.of());
        try (Evacuation evacuation = new Evacuation(hosts, 4, home)) {
            Process daemon = evac.serve("", Map.of());
            try {
                String plan = evacuation.plan(evac);
                assertThat(evacuation.plan(evac))
                        .as("the same list is the same plan")
                        .isEqualTo(plan);
                evac.expect(0, "apply", plan, "--yes");
                evac.expect(0, "apply", plan, "--yes");
                EvacProcess.Said owned = evac.run("serve");
                assertThat(owned.exit()).isEqualTo(1);
                assertThat(owned.err()).contains("pid");
                evac.awaitEnd("R-1");
                evacuation.assertMoved(evac, "R-1");
                assertThat(evac.expect(0, "status", "--output", "json").out()).doesNotContain("R-2");
                EvacProcess.Said done = evac.run("apply", plan, "--yes", "--wait");
                assertThat(done.exit()).as(done.toString()).isZero();
                evacuation.assertMoved(evac, "R-1");
            } finally {
                daemon.destroy();
                daemon.waitFor();
            }
        }
    }

    @Test
    void movesNothingTwiceWhenTwoInstallationsEvacuateTheSameHost() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-one"));
        EvacProcess one = new EvacProcess(home, hosts.config(), List.of());
        EvacProcess two =
                new EvacProcess(Files.createDirectories(folder.resolve("home-other")), hosts.config(), List.of());
        try (Evacuation evacuation = new Evacuation(hosts, 4, home)) {
            Process first = one.serve("", Map.of());
            Process second = two.serve("", Map.of());
            try {
                String mine = evacuation.plan(one);
                String theirs = evacuation.plan(two);
                one.expect(0, "apply", mine, "--yes");
                EvacProcess.Said late = two.run("apply", theirs, "--yes", "--wait");
                one.awaitEnd("R-1");
                int moved = evacuation.moved(one) + evacuation.moved(two);
                assertThat(moved)
                        .as("moves of both installations; the second said " + late)
                        .isEqualTo(4);
                evacuation.assertInOnePlaceEach();
            } finally {
                first.destroy();
                second.destroy();
                first.waitFor();
                second.waitFor();
            }
        }
    }

    /** A row of the table that docs/kills.md shows. */
    private static void tell(String kill, JsonNode run, Instant dead) throws IOException {
        long longest = 0;
        for (JsonNode move : run.get("moves")) {
            longest = Math.max(longest, move.path("downtimeMillis").asLong(0));
        }
        Files.writeString(
                Path.of("target", "kills.md"),
                "| %s | %s | %d | %d s | %.1f s |%n"
                        .formatted(
                                kill,
                                run.get("state").asString(),
                                run.get("moves").size(),
                                Duration.between(dead, Instant.now()).toSeconds(),
                                longest / 1000.0),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}

package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Runs of twelve writing instances whose daemon is killed by SIGKILL again and again, at random moments, until the run
 * is over. {@code -Devac.it.kills=200} kills so often in all, {@code -Devac.it.seed} repeats what the output says.
 */
class RandomKillsIT {
    private static final int INSTANCES = 12;
    private static final String LINK = "50mbit";

    /** Kills in a row use it up now and then. */
    private static final Duration BUDGET = Duration.ofSeconds(120);

    /** A run has some 500 boundaries: so a daemon mostly dies several times in it. */
    private static final int MOST_BOUNDARIES = 60;

    @TempDir
    private static Path folder;

    private static TestHosts hosts;

    private final int wanted = Integer.getInteger("evac.it.kills", 6);
    private final long seed = Long.getLong("evac.it.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Integer> phases = new TreeMap<>();
    private int kills;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(3, folder);
        hosts.shape(LINK);
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void everyRunEndsWellHoweverOftenItsDaemonIsKilled() throws Exception {
        System.out.println("RandomKillsIT: " + wanted + " kills, seed " + seed);
        for (int run = 1; kills < wanted; run++) {
            Path home = Files.createDirectories(folder.resolve("home-" + run));
            try (Evacuation evacuation = new Evacuation(hosts, INSTANCES, home, BUDGET);
                    Sentinel sentinel = new Sentinel(evacuation.instances())) {
                evacuate(run, new EvacProcess(home, hosts.config(), List.of()), evacuation, sentinel);
            }
        }
        assertThat(kills).isEqualTo(wanted);
        System.out.println("RandomKillsIT: " + kills + " kills, the last boundary before them was of " + phases);
    }

    private void evacuate(int number, EvacProcess evac, Evacuation evacuation, Sentinel sentinel) throws Exception {
        Instant begun = Instant.now();
        int before = kills;
        Signals signals = new Signals(Files.createDirectories(evac.home().resolve("signals")));
        DaemonApi api = new DaemonApi(evac.home());
        Process daemon = evac.serve(milestone(signals), Map.of());
        try {
            String run = evacuation.apply(evac);
            while (kills < wanted && killed(evac, signals, daemon, api, run)) {
                assertNoneTwice(evacuation, sentinel);
                signals.clear();
                daemon = evac.launch(kills < wanted ? milestone(signals) : List.of(), Map.of());
            }
            evac.until("the run ends", () -> EvacProcess.ENDED.contains(api.state(run)));
            String ended = api.awaitRun(run).get("state").asString();
            if (ended.equals("finished-with-failures")) {
                // Killed so often between quiesce and fence that the downtime budget was used up: at home, and told so.
                assertBudgetUsedUp(api.awaitRun(run));
                evac.expect(0, "retry", run, "--failed", "--wait");
            }
            evacuation.assertMoved(evac, run);
            sentinel.assertNeverTwo();
            tell(number, kills - before, ended, sentinel.longestDowntime(), Duration.between(begun, Instant.now()));
        } finally {
            daemon.destroyForcibly();
            daemon.waitFor();
        }
    }

    private List<String> milestone(Signals signals) {
        return List.of(
                "evac.it.milestone=" + (1 + random.nextInt(MOST_BOUNDARIES)), "evac.it.signals=" + signals.folder());
    }

    /** Kills the daemon soon after its milestone; false when the run was over before. */
    private boolean killed(EvacProcess evac, Signals signals, Process daemon, DaemonApi api, String run)
            throws InterruptedException {
        evac.until(
                "the daemon passes its milestone or ends the run",
                () -> signals.told().isPresent() || EvacProcess.ENDED.contains(api.state(run)) || !daemon.isAlive());
        Optional<String> phase = signals.told();
        if (phase.isEmpty()) {
            assertThat(daemon.isAlive()).as("the daemon lives" + evac.log()).isTrue();
            return false;
        }
        daemon.destroyForcibly();
        assertThat(daemon.waitFor()).isEqualTo(137);
        kills++;
        phases.merge(phase.get(), 1, Integer::sum);
        return true;
    }

    private static void assertNoneTwice(Evacuation evacuation, Sentinel sentinel) {
        sentinel.assertNeverTwo();
        SoftAssertions all = new SoftAssertions();
        TestInstance.running(evacuation.instances())
                .forEach((name, count) -> all.assertThat(count).as(name).isLessThanOrEqualTo(1));
        all.assertAll();
    }

    private static void assertBudgetUsedUp(JsonNode run) {
        for (JsonNode move : run.get("moves")) {
            if (move.get("state").asString().equals("failed")) {
                assertThat(move.get("code").asString()).as(move.toString()).isIn("EVAC-406", "EVAC-407");
            }
        }
    }

    private static void tell(int run, int kills, String ended, Duration downtime, Duration took) throws IOException {
        Results.row(
                "random-kills.md",
                "| %d | %d | %s | %d | %.1f s | %d s |"
                        .formatted(run, kills, ended, INSTANCES, downtime.toMillis() / 1000.0, took.toSeconds()));
    }
}

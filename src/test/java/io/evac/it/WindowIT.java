package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Windows on real hosts and the clock on the wall, with a daemon that dies. */
class WindowIT {
    /** Seconds of each minute in which its window is open. A cutover with its way back may take 40 of them. */
    private static final int OPEN = 52;

    private static final int INSTANCES = 8;

    @TempDir
    private Path folder;

    /** Those in which all were found running. */
    private final Set<Instant> gaps = new HashSet<>();

    private TestHosts hosts;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(2, folder);
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        hosts.close();
    }

    /** What a daemon is killed at, in seconds from an opening; a moment later another one is there. */
    @Test
    void whatDoesNotFitGoesOnInTheNextWindowHoweverTheDaemonDies() throws Exception {
        List<TestInstance> instances = new ArrayList<>();
        for (int i = 1; i <= INSTANCES; i++) {
            instances.add(TestInstance.create(hosts, "h1", "vm-" + i, 1024));
        }
        hosts.shape("4mbit");
        EvacProcess evac = evac("home", List.of());
        Process daemon = evac.serve("", Map.of());
        Files.writeString(folder.resolve("list.csv"), "instance,host,type,downtime\n*,h1,semi-live,10s\n");
        Path job = Files.writeString(folder.resolve("minutes.yaml"), """
                name: minutes
                list: list.csv
                window: {cron: "0 * * * * ?", duration: %ds, zone: UTC, capacity: 1}
                preSync: {start: 6s}
                """.formatted(OPEN));
        evac.expect(0, "schedule", "add", job.toString());
        DaemonApi api = new DaemonApi(evac.home());
        evac.until("the run is there", () -> !api.state("R-1").isEmpty());

        Instant opening = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        for (double[] kill : new double[][] {{-1, 1}, {1.5, 3}, {OPEN - 1.5, OPEN + 2}, {61, 62}}) {
            daemon = killed(evac, daemon, opening, kill[0], kill[1], instances);
        }
        awaitEnd(evac, api, instances);
        if (api.state("R-1").equals("finished-with-failures")) {
            retryTheOneWithoutBudget(evac, instances);
            awaitEnd(evac, api, instances);
        }

        JsonNode run = evac.expect(0, "status", "R-1", "--output", "json").json();
        assertThat(run.get("state").asString()).as(run + evac.log()).isEqualTo("finished");
        assertThat(minutesOfCutovers(evac)).as("more than one window").hasSizeGreaterThan(1);
        assertThat(gaps).as("gaps between windows that were looked at").isNotEmpty();
        assertThat(evac.expect(0, "status").out()).doesNotContain("R-2");
        for (TestInstance instance : instances) {
            assertThat(instance.processes()).as(instance.name()).isEqualTo(1);
            instance.assertWhole(hosts.instances("h2").resolve(instance.name()));
        }
        evac.expect(0, "schedule", "disable", "minutes");
        evac.stopDaemon();
    }

    private void awaitEnd(EvacProcess evac, DaemonApi api, List<TestInstance> instances) {
        evac.until("it has finished, and every gap found all of them running", () -> {
            assertAllRunInAGap(instances);
            return EvacProcess.ENDED.contains(api.state("R-1"));
        });
    }

    /** Who was down when the daemon died has spent its budget by then on a slow machine: at home, and said so. */
    private static void retryTheOneWithoutBudget(EvacProcess evac, List<TestInstance> instances)
            throws IOException, InterruptedException {
        JsonNode run = evac.expect(0, "status", "R-1", "--output", "json").json();
        List<JsonNode> failed = new ArrayList<>();
        for (JsonNode move : run.get("moves")) {
            if (move.get("state").asString().equals("failed")) {
                failed.add(move);
            }
        }
        assertThat(failed).as(run + evac.log()).hasSize(1);
        assertThat(failed.getFirst().get("code").asString()).isEqualTo("EVAC-406");
        assertThat(TestInstance.running(instances)).hasSize(instances.size());
        evac.expect(0, "retry", "R-1");
        evac.until("it is retried", () -> !EvacProcess.ENDED.contains(new DaemonApi(evac.home()).state("R-1")));
    }

    private Process killed(
            EvacProcess evac, Process daemon, Instant opening, double at, double again, List<TestInstance> instances)
            throws IOException {
        reach(opening, at);
        daemon.destroyForcibly();
        evac.until("it is dead", () -> !daemon.isAlive());
        reach(opening, again);
        assertAllRunInAGap(instances);
        return evac.serve("", Map.of());
    }

    private static void reach(Instant opening, double seconds) {
        Instant moment = opening.plusMillis((long) (seconds * 1000));
        EvacProcess.await("it is " + moment, () -> !Instant.now().isBefore(moment));
    }

    /** Behind the close of a window nothing is down any more; of two looks the clock must be in the gap in both. */
    private void assertAllRunInAGap(List<TestInstance> instances) {
        if (inAGap()) {
            Map<String, Integer> running = TestInstance.running(instances);
            if (inAGap()) {
                assertThat(running).as("at " + Instant.now()).hasSize(instances.size());
                gaps.add(Instant.now().truncatedTo(ChronoUnit.MINUTES));
            }
        }
    }

    private static boolean inAGap() {
        int second = LocalDateTime.now(ZoneOffset.UTC).getSecond();
        return second > OPEN && second < 59;
    }

    /** The windows in which instances were stopped; each was in service again before its window closed. */
    private static TreeSet<Instant> minutesOfCutovers(EvacProcess evac) throws IOException, InterruptedException {
        TreeSet<Instant> minutes = new TreeSet<>();
        for (JsonNode move :
                evac.expect(0, "report", "R-1", "--output", "json").json().get("moves")) {
            for (JsonNode phase : move.get("phases")) {
                String word = phase.get("phase").asString();
                Instant began =
                        OffsetDateTime.parse(phase.get("started").asString()).toInstant();
                if (word.equals("quiesce")) {
                    minutes.add(began.truncatedTo(ChronoUnit.MINUTES));
                }
                if (List.of("quiesce", "final-sync", "fence", "activate").contains(word)) {
                    assertThat(second(began)).as(move + "").isLessThan(OPEN);
                }
            }
        }
        return minutes;
    }

    private static double second(Instant at) {
        return Duration.between(at.truncatedTo(ChronoUnit.MINUTES), at).toMillis() / 1000.0;
    }

    /** Nobody was there over the whole window: it is not made up for, and people are told. */
    @Test
    void aDaemonThatWasDownOverTheWholeWindowStartsNothingAndSaysSo() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 16);
        GreenMail mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.start();
        try {
            ServerSetup smtp = mail.getSmtp().getServerSetup();
            EvacProcess evac = evac(
                    "home",
                    List.of(
                            "evac.mail.host=" + smtp.getBindAddress(),
                            "evac.mail.port=" + mail.getSmtp().getPort(),
                            "evac.mail.from=evac@example.org"));
            Process daemon = evac.serve("", Map.of());
            LocalDateTime start = evac.startBehind(2);
            Files.writeString(folder.resolve("list.csv"), "instance,host\nvm-1,h1\n");
            Path job = Files.writeString(folder.resolve("night.yaml"), """
                    name: night
                    list: list.csv
                    window: {start: "%s", end: "%s", zone: UTC}
                    notify: [{mail: ops@example.org}]
                    """.formatted(start, start.plusSeconds(5)));
            evac.expect(0, "schedule", "add", job.toString());
            daemon.destroyForcibly();
            evac.until("it is dead", () -> !daemon.isAlive());
            EvacProcess.await(
                    "the window is over",
                    () -> Instant.now().isAfter(start.plusSeconds(6).toInstant(ZoneOffset.UTC)));

            evac.serve("", Map.of());

            evac.until("people are told", () -> mail.getReceivedMessages().length > 0);
            assertThat(mail.getReceivedMessages()[0].getSubject()).contains("missed", "night");
            assertThat(String.valueOf(mail.getReceivedMessages()[0].getContent()))
                    .contains("is not made up for", "evac schedule run night");
            assertThat(evac.expect(0, "status").out()).doesNotContain("R-1");
            assertThat(one.processes()).isEqualTo(1);
            assertThat(hosts.instances("h1").resolve("vm-1")).exists();
            evac.stopDaemon();
        } finally {
            mail.stop();
        }
    }

    private EvacProcess evac(String name, List<String> properties) throws IOException {
        return new EvacProcess(Files.createDirectories(folder.resolve(name)), hosts.config(), properties);
    }
}

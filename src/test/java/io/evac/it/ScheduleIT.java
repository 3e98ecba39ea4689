package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Schedules as an operator has them: commands, a daemon that serves, and the clock on the wall. */
class ScheduleIT {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path folder;

    private TestHosts hosts;
    private EvacProcess evac;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(2, folder);
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), hosts.config(), List.of());
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        evac.stopDaemon();
        hosts.close();
    }

    /** The later of two schedules is the clock: when it has fired, the earlier one would have. */
    @Test
    void whatIsDisabledFiresNothingAndByHandTwiceIsOneRun() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 16);
        TestInstance two = TestInstance.create(hosts, "h1", "vm-2", 16);
        evac.serve("", Map.of());
        LocalDateTime start = evac.startBehind(8);
        Path off = job("off", "off.csv", utc(start));
        Files.writeString(folder.resolve("off.csv"), "instance,host\nvm-1,h1\n");
        Path later = job("later", "later.csv", utc(start.plusSeconds(2)));
        Files.writeString(folder.resolve("later.csv"), "instance,host\nvm-2,h1\n");
        evac.expect(0, "schedule", "add", off.toString());
        evac.expect(0, "schedule", "disable", "off");
        evac.expect(0, "schedule", "disable", "off");
        evac.expect(0, "schedule", "add", later.toString());
        assertThat(evac.expect(0, "schedule", "next", "off").err()).contains("evac schedule enable off");

        Files.writeString(folder.resolve("off.csv"), "instance,host,type\nvm-1,h1,semi-live\n");
        assertThat(evac.expect(0, "schedule", "add", off.toString()).err())
                .as("another list does not switch it on")
                .contains("disabled", "evac schedule enable off");
        assertThat(schedule("off").get("enabled").asBoolean()).isFalse();

        awaitRun("R-1");
        evac.awaitEnd("R-1");
        assertThat(instances("R-1")).containsExactly("vm-2");
        assertThat(two.processes()).isEqualTo(1);
        evac.expect(0, "schedule", "enable", "off");
        assertThat(evac.expect(0, "schedule", "next", "off").err()).contains("It is over");
        assertThat(evac.expect(0, "status").out()).doesNotContain("R-2");

        Files.delete(folder.resolve("off.csv"));
        evac.expect(0, "schedule", "run", "off");
        evac.expect(0, "schedule", "run", "off");
        evac.awaitEnd("R-2");
        assertThat(instances("R-2")).as("the list as it was added").containsExactly("vm-1");
        assertThat(evac.expect(0, "status").out()).doesNotContain("R-3");
        assertThat(one.processes()).isEqualTo(1);
        assertThat(hosts.instances("h2").resolve("vm-1")).exists();
        assertThat(evac.expect(1, "schedule", "run", "nobody").err()).contains("EVAC-583", "evac schedule list");
    }

    @Test
    void aCronStartFiresAndTheListIsTheOneThatWasAdded() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 16);
        TestInstance.create(hosts, "h1", "vm-2", 16);
        evac.serve("", Map.of());
        Path list = Files.writeString(folder.resolve("often.csv"), "instance,host\nvm-1,h1\n");
        Path job = job("often", "often.csv", "cron: \"0/5 * * * * ?\", zone: UTC");
        evac.expect(0, "schedule", "add", job.toString());
        evac.expect(0, "schedule", "add", job.toString());
        Files.writeString(list, "instance,host\nvm-2,h1\n");
        List<OffsetDateTime> next = next("often", 3);
        assertThat(Duration.between(next.get(0), next.get(2))).isEqualTo(Duration.ofSeconds(10));

        awaitRun("R-1");
        evac.awaitEnd("R-1");
        evac.expect(0, "schedule", "disable", "often");
        assertThat(instances("R-1")).containsExactly("vm-1");
        assertThat(hosts.instances("h1").resolve("vm-2")).exists();
        assertThat(one.processes()).isEqualTo(1);
        assertThat(evac.expect(0, "schedule", "list").out()).contains("often", "0/5 * * * * ?", "no");
        assertThat(evac.expect(0, "schedule", "list", "--output", "csv").out()).contains("often,false,,0/5 * * * * ?");

        Files.delete(list);
        assertThat(evac.expect(1, "schedule", "add", job.toString()).err()).contains("EVAC-542", "often.csv");
        assertThat(schedule("often").get("list").asString()).as("as it was").isEqualTo("often.csv");
    }

    @Test
    void aDaemonThatDiesRightAfterTheStartIsOneRunAllTheSame() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 16);
        Files.writeString(folder.resolve("night.csv"), "instance,host\nvm-1,h1\n");
        Process doomed = evac.serve("reserve:after-effect:1", Map.of());
        evac.expect(
                0,
                "schedule",
                "add",
                job("night", "night.csv", utc(evac.startBehind(1))).toString());
        evac.until("it fires and dies", () -> !doomed.isAlive());
        evac.serve("", Map.of());
        awaitRun("R-1");
        evac.awaitEnd("R-1");
        assertThat(evac.expect(0, "status").out()).doesNotContain("R-2");
        assertThat(one.processes()).isEqualTo(1);
        assertThat(hosts.instances("h2").resolve("vm-1")).exists();
    }

    /** A daemon that looks at its jobs owns its state directory all the same. */
    @Test
    void theDescriptorsOfAFolderAreKeptAndASecondDaemonIsRefused() throws Exception {
        Path jobs = Files.createDirectories(folder.resolve("jobs"));
        Files.writeString(jobs.resolve("list.csv"), "instance,host\nvm-1,h1\n");
        Files.writeString(
                jobs.resolve("night.yaml"),
                "name: night\nlist: list.csv\nwindow: {cron: \"0 0 22 ? * SAT\", duration: 4h, zone: UTC}\n");
        Process daemon = evac.serveWith("--jobs", jobs.toString());
        EvacProcess.await("it is kept" + evac.log(), () -> listed().contains("night"));
        Files.writeString(jobs.resolve("dawn.yaml"), "name: dawn\nlist: list.csv\nwindow: {cron: \"0 0 5 * * ?\"}\n");
        EvacProcess.await("the other is kept, too" + evac.log(), () -> listed().contains("dawn"));
        EvacProcess.Said second = evac.run("serve");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("EVAC-520");
        assertThat(daemon.isAlive()).isTrue();
    }

    private String listed() {
        try {
            return evac.expect(0, "schedule", "list").out();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The clocks of Berlin skip an hour in spring and have one twice in autumn. */
    @Test
    void aTimeThatDoesNotExistIsRefusedAndOneThatComesTwiceIsTheSecond() throws Exception {
        Files.writeString(folder.resolve("dst.csv"), "instance,host\nvm-1,h1\n");
        ZoneOffsetTransition gap = transition(true);
        ZoneOffsetTransition overlap = transition(false);
        LocalDateTime never = gap.getDateTimeBefore().plusMinutes(30);
        LocalDateTime twice = overlap.getDateTimeAfter().plusMinutes(30);
        evac.serve("", Map.of());
        assertThat(evac.expect(
                                1,
                                "schedule",
                                "add",
                                job("gap", "dst.csv", berlin(never)).toString())
                        .err())
                .contains(never + " does not exist in Europe/Berlin", "Maybe " + never.plusHours(1));
        evac.expect(
                0, "schedule", "add", job("overlap", "dst.csv", berlin(twice)).toString());
        assertThat(next("overlap", 5)).containsExactly(twice.atOffset(overlap.getOffsetAfter()));
        evac.expect(
                0,
                "schedule",
                "add",
                job(
                                "daily",
                                "dst.csv",
                                "cron: \"0 30 2 " + gap.getDateTimeBefore().getDayOfMonth() + "-31 "
                                        + gap.getDateTimeBefore().getMonthValue() + " ? "
                                        + gap.getDateTimeBefore().getYear() + "\", zone: Europe/Berlin")
                        .toString());
        assertThat(next("daily", 1))
                .as("a cron start in the gap is left out")
                .doesNotContain(gap.getInstant().plus(Duration.ofMinutes(30)).atOffset(gap.getOffsetAfter()));
        assertThat(evac.expect(
                                1,
                                "schedule",
                                "add",
                                job("bad", "dst.csv", "cron: \"61 * * * * ?\", zone: UTC")
                                        .toString())
                        .err())
                .contains("not a cron expression", "Maybe");
    }

    private static ZoneOffsetTransition transition(boolean gap) {
        Instant from = Instant.now();
        while (true) {
            ZoneOffsetTransition next = BERLIN.getRules().nextTransition(from);
            if (next.isGap() == gap) {
                return next;
            }
            from = next.getInstant();
        }
    }

    private static String berlin(LocalDateTime start) {
        return "start: \"" + start + "\", zone: Europe/Berlin";
    }

    private static String utc(LocalDateTime start) {
        return "start: \"" + start + "\", zone: UTC";
    }

    private Path job(String name, String list, String window) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"), "name: " + name + "\nlist: " + list + "\nwindow: {" + window + "}\n");
    }

    private JsonNode schedule(String name) throws IOException, InterruptedException {
        return evac.expect(0, "schedule", "next", name, "--output", "json").json();
    }

    private List<OffsetDateTime> next(String name, int count) throws IOException, InterruptedException {
        JsonNode found = evac.expect(0, "schedule", "next", name, "--count", "" + count, "--output", "json")
                .json();
        return Stream.iterate(0, i -> i + 1)
                .limit(found.get("next").size())
                .map(i -> OffsetDateTime.parse(found.get("next").get(i).asString()))
                .toList();
    }

    private List<String> instances(String run) throws IOException, InterruptedException {
        JsonNode moves =
                evac.expect(0, "status", run, "--output", "json").json().get("moves");
        return Stream.iterate(0, i -> i + 1)
                .limit(moves.size())
                .map(i -> moves.get(i).get("instance").asString())
                .toList();
    }

    private void awaitRun(String id) {
        EvacProcess.await("the schedule fires" + evac.log(), () -> {
            try {
                return evac.run("status", id, "--output", "json").exit() == 0;
            } catch (IOException | InterruptedException notYet) {
                return false;
            }
        });
    }
}

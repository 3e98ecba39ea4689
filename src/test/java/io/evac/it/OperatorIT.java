package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator does at 3 a.m., on real hosts, with commands and a daemon that are processes of their own. */
class OperatorIT {
    @TempDir
    private Path folder;

    private TestHosts hosts;
    private EvacProcess evac;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(3, folder);
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), hosts.config(), List.of());
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        evac.stopDaemon();
        hosts.close();
    }

    @Test
    void plansAppliesGoesHomeGoesAgainAndFinalizes() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 256);
        TestInstance two = TestInstance.create(hosts, "h1", "vm-2", 256);
        Path list = list("*,h1,semi-live");
        Path file = folder.resolve("plan.json");
        evac.expect(0, "host", "cordon", "h3");
        String plan = plan(list, "-o", file.toString());
        assertThat(evac.expect(0, "show", file.toString()).out())
                .contains("h1 → h2")
                .doesNotContain("→ h3");
        Path edited = Files.writeString(
                folder.resolve("edited.json"), Files.readString(file).replace("\"h2\"", "\"h3\""));
        assertThat(evac.expect(1, "apply", edited.toString(), "--yes").err()).contains("EVAC-517", "Maybe plan again");

        ctl("h1", "vm-2", "stop");
        assertThat(evac.expect(4, "apply", plan, "--yes").err()).contains("h1/vm-2: was running, is stopped");
        ctl("h1", "vm-2", "start " + two.token());

        String narrow = plan(list, "--select", "instance=vm-1");
        EvacProcess.Said done = evac.expect(0, "apply", plan, "--yes", "--wait");
        assertThat(done.err()
                        .lines()
                        .filter(line -> line.endsWith("vm-1 → h2  verified"))
                        .count())
                .as("one line per transition: " + done.err())
                .isLessThanOrEqualTo(1);
        assertThat(evac.expect(4, "apply", narrow, "--yes").err()).contains("h1/vm-1: is not there, but on h2");

        evac.expect(0, "rollback", "R-1", "vm-1", "--wait");
        assertOnly(one, "h1");
        assertThat(hosts.instances("h2").resolve(".evac/away/vm-1")).isDirectory();
        evac.expect(0, "finalize", "R-1", "vm-1");
        assertThat(hosts.instances("h2").resolve(".evac/away/vm-1")).doesNotExist();
        assertOnly(one, "h1");
        assertThat(evac.expect(1, "finalize", "R-1", "vm-1").err()).contains("EVAC-515", "rolled-back");
        evac.expect(0, "finalize", "R-1", "vm-2");
        assertThat(hosts.instances("h1").resolve(".evac/away/vm-2")).doesNotExist();
        assertThat(evac.expect(1, "rollback", "R-1", "vm-2").err()).contains("EVAC-515", "finalized");

        String again = plan(list);
        evac.expect(0, "apply", again, "--yes", "--wait");
        assertOnly(one, "h2");
        assertOnly(two, "h2");
        for (String form : List.of("table", "csv", "json", "ndjson", "html")) {
            assertThat(evac.expect(0, "report", "R-2", "--output", form).out()).contains("vm-1");
        }
        assertThat(evac.expect(0, "events", "R-2", "--follow").out()).contains("running → finished");
        List<String> watched = evac.expect(0, "watch", "R-2").err().lines().toList();
        assertThat(watched).as("a run that is over has little to tell").hasSizeLessThan(4);
    }

    @Test
    void aDaemonThatIsAskedToEndLeavesNothingStoppedAndTheRunResumes() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 4096);
        TestInstance two = TestInstance.create(hosts, "h1", "vm-2", 4096);
        Path list = list("*,h1,semi-live");
        if (hosts instanceof LabHosts) {
            lab("shape", "h1", "2mbit");
        } else {
            hosts.limit("h1", "2Mbit");
        }
        Process daemon = evac.serve("", Map.of());
        String plan = plan(list);
        String narrow = plan(list("vm-1,h1,cold"));
        evac.expect(0, "apply", plan, "--yes");
        evac.expect(0, "apply", plan, "--yes");
        assertThat(evac.expect(5, "apply", narrow, "--yes").err()).contains("EVAC-510", "R-1");
        evac.expect(0, "pause", "R-1");
        awaitRun("R-1", run -> state(run).equals("paused"));
        assertThat(one.processes()).isEqualTo(1);
        evac.expect(0, "resume", "R-1");
        daemon.destroy();
        evac.until("the daemon ends", () -> !daemon.isAlive());
        assertOnly(one, "h1");
        assertOnly(two, "h1");

        assertThat(state(run("R-1")))
                .as("a daemon of a command does not go on by itself")
                .isEqualTo("interrupted");
        evac.expect(0, "resume", "R-1");
        evac.expect(0, "cancel", "R-1", "vm-2");
        lab("unshape", "h1");
        EvacProcess.Said end = evac.run("watch", "R-1");
        assertThat(move(run("R-1"), "vm-1").get("state").asString())
                .as(end.err() + evac.log())
                .isEqualTo("verified");
        assertThat(move(run("R-1"), "vm-2").get("state").asString())
                .as(end.err())
                .isEqualTo("cancelled");
        assertOnly(two, "h1");
        for (String host : List.of("h2", "h3")) {
            assertThat(hosts.instances(host).resolve(".evac/away/vm-2")).doesNotExist();
        }
    }

    @Test
    void aGuestThatRefusesToStopStaysAndIsTriedAgainOnceHealed() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 64);
        Path ctl = hosts.instances("h1").resolve("vm-1/ctl");
        String plan = plan(list("vm-1,h1,cold"));
        String healed = Files.readString(ctl);
        Files.writeString(ctl, healed.replace("  stop)\n", "  stop)\n    [ -e healed ] || exit 1\n"));
        EvacProcess.Said failed = evac.run("apply", plan, "--yes", "--wait");
        assertThat(failed.exit()).as(failed.err()).isIn(1, 4);
        if (failed.exit() == 4) {
            plan = plan(list("vm-1,h1,cold"));
            evac.expect(1, "apply", plan, "--yes", "--wait");
        }
        assertThat(move(run("R-1"), "vm-1").get("message").asString()).contains("does not stop");
        assertOnly(one, "h1");
        Files.writeString(hosts.instances("h1").resolve("vm-1/healed"), "");
        evac.expect(0, "retry", "R-1", "--failed", "--wait");
        assertOnly(one, "h2");
    }

    @Test
    void theSourceComesBackByItselfWhenTheDaemonDiesInTheCutover() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 64);
        Path list =
                Files.writeString(folder.resolve("short.csv"), "instance,host,type,downtime\nvm-1,h1,semi-live,40s\n");
        Process doomed = evac.serve("quiesce:after-effect:1", Map.of());
        String plan = plan(list);
        evac.expect(0, "apply", plan, "--yes");
        evac.until("the daemon dies", () -> !doomed.isAlive());
        assertThat(one.processes()).as("it is stopped").isZero();
        if (hosts instanceof LabHosts) {
            lab("reboot", "h1");
        }
        long left = System.nanoTime();
        EvacProcess.await("it runs again", () -> one.processes() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofSeconds(60));
        assertThat(evac.run("host", "doctor", "h1").out()).contains("boot hook");
        EvacProcess.Said end = evac.run("resume", "R-1", "--wait");
        if (end.exit() == 1) {
            // Where no boot brings it back earlier the timer does, or a busy machine is slow, the budget is used up.
            assertThat(move(run("R-1"), "vm-1").get("code").asString()).isEqualTo("EVAC-406");
            assertOnly(one, "h1");
            end = evac.run("retry", "R-1", "--failed", "--wait");
        }
        assertThat(end.exit()).as(end.err() + evac.log()).isZero();
        assertOnly(one, "h2");
    }

    @Test
    void aScheduleFiresOnceAndOnTime() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 64);
        list("vm-1,h1,semi-live");
        Process daemon = evac.serve("", Map.of());
        String at = evac.startBehind(3).toString();
        Path job = Files.writeString(
                folder.resolve("night.yaml"),
                "name: night\nlist: list.csv\nwindow: {start: \"" + at + "\", zone: UTC}\n");
        evac.expect(0, "schedule", "add", job.toString());
        evac.expect(0, "schedule", "add", job.toString());
        assertThat(evac.expect(0, "schedule", "next", "night").out()).isNotBlank();
        EvacProcess.await("the schedule fires" + evac.log(), () -> {
            try {
                return evac.run("status", "R-1", "--output", "json").exit() == 0;
            } catch (IOException | InterruptedException notYet) {
                return false;
            }
        });
        evac.expect(0, "watch", "R-1");
        assertOnly(one, "h2");
        assertThat(evac.expect(0, "status").out()).doesNotContain("R-2");
        assertThat(evac.expect(0, "schedule", "list").out()).contains("night");
        daemon.destroy();
        daemon.waitFor();
    }

    private Path list(String... rows) throws IOException {
        return Files.writeString(folder.resolve("list.csv"), "instance,host,type\n" + String.join("\n", rows) + "\n");
    }

    private String plan(Path list, String... more) throws IOException, InterruptedException {
        String[] words = Stream.concat(Stream.of("plan", list.toString(), "--output", "json"), Stream.of(more))
                .toArray(String[]::new);
        JsonNode plan = evac.expect(0, words).json();
        assertThat(plan.get("moves").size()).as(plan.toString()).isPositive();
        return plan.get("id").asString();
    }

    private void ctl(String host, String instance, String what) throws IOException, InterruptedException {
        hosts.run(host, "cd " + hosts.root(host) + "/" + instance + " && ./ctl " + what);
    }

    private void lab(String... words) throws IOException, InterruptedException {
        if (hosts instanceof LabHosts lab) {
            lab.lab(words);
        }
    }

    private JsonNode run(String id) throws IOException, InterruptedException {
        return evac.expect(0, "status", id, "--output", "json").json();
    }

    private static String state(JsonNode run) {
        return run.get("state").asString();
    }

    private static JsonNode move(JsonNode run, String instance) {
        for (JsonNode move : run.get("moves")) {
            if (move.get("instance").asString().equals(instance)) {
                return move;
            }
        }
        throw new AssertionError("no move of " + instance + " in " + run);
    }

    private void awaitRun(String id, Predicate<JsonNode> condition) {
        EvacProcess.await("run " + id + " is as wanted", () -> {
            try {
                return condition.test(run(id));
            } catch (IOException | InterruptedException notYet) {
                return false;
            }
        });
    }

    /** In place and running on one host only, every number of its counter there, the same bytes. */
    private void assertOnly(TestInstance instance, String host) throws IOException {
        List<String> at = hosts.names().stream()
                .filter(h -> Files.exists(hosts.instances(h).resolve(instance.name())))
                .toList();
        assertThat(at).as(instance.name() + " in place").containsExactly(host);
        assertThat(instance.processes()).as(instance.name() + " processes").isEqualTo(1);
        Path home = hosts.instances(host).resolve(instance.name());
        List<String> counter = Files.readAllLines(home.resolve("data/counter"));
        assertThat(counter)
                .isEqualTo(Stream.iterate(1, n -> n + 1)
                        .limit(counter.size())
                        .map(String::valueOf)
                        .toList());
        assertThat(TestInstance.sha256(home.resolve("data/blocks"))).isEqualTo(instance.digest());
    }
}

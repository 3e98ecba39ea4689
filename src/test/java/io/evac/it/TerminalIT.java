package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator sees and types on a real terminal, through the real launcher. */
class TerminalIT {
    private static final String ESCAPE = "\u001b[";
    private static final String RED = "\u001b[31m";

    @TempDir
    private Path folder;

    private TestHosts hosts;
    private EvacProcess evac;
    private Launcher launcher;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        Pty.needed();
        hosts = TestHosts.start(2, folder);
        Path home = Files.createDirectories(folder.resolve("home"));
        evac = new EvacProcess(home, hosts.config(), List.of());
        launcher = new Launcher(Files.createDirectories(folder.resolve("installed")), home, hosts.config());
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            evac.stopDaemon();
            hosts.close();
        }
    }

    /** The daemon is the one that the first command starts: the terminal's signals must not reach it. */
    @Test
    void progressIsDrawnOnATerminalOnlyAndCtrlCOnlyDetaches() throws Exception {
        hosts.limit("h1", "1Mbit");
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 4096);
        String plan = plan("vm-1,h1,semi-live");
        try (Pty apply = Pty.start(launcher.line("apply", plan, "--yes", "--wait"))) {
            apply.await("full-sync").type(Pty.INTERRUPT);
            assertThat(apply.exit()).as(apply.screen()).isEqualTo(130);
            assertThat(apply.screen()).contains("detached; the run goes on. Continue with: evac watch R-1");
        }
        assertThat(evac.expect(0, "status", "R-1", "--output", "json")
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("running");
        try (Pty watch = Pty.start(launcher.line("watch", "R-1"))) {
            watch.await("[#").await(ESCAPE + "2A").type(Pty.INTERRUPT);
            assertThat(watch.exit()).as(watch.screen()).isEqualTo(130);
            assertThat(watch.screen()).endsWith("evac watch R-1\r\n");
        }
        Path log = folder.resolve("watch.log");
        try (Pty watch = Pty.start(launcher.line("watch", "R-1") + " 2>'" + log + "'")) {
            assertThat(watch.exit()).as(watch.screen()).isZero();
            assertThat(watch.screen()).contains("verified").doesNotContain(ESCAPE, "[#");
        }
        assertThat(log).content().contains("h1/vm-1 → h2  verified").doesNotContain(ESCAPE, "\r");
        assertThat(one.processes()).isEqualTo(1);
        JsonNode move = evac.expect(0, "report", "R-1", "--output", "json")
                .json()
                .get("moves")
                .get(0);
        assertThat(move.get("bytesDone").asLong())
                .as("the full sync counts, not the last round only")
                .isGreaterThanOrEqualTo(4096 << 10)
                .isEqualTo(move.get("bytesTotal").asLong());
    }

    @Test
    void colourIsUsedOnlyWhereItIsWanted() throws Exception {
        TestInstance.create(hosts, "h1", "vm-1", 16);
        Path ctl = hosts.instances("h1").resolve("vm-1/ctl");
        Files.writeString(ctl, Files.readString(ctl).replace("  stop)\n", "  stop)\n    exit 1\n"));
        evac.expect(1, "apply", plan("vm-1,h1,cold"), "--yes", "--wait");
        assertThat(watched(Map.of(), "")).contains(RED);
        assertThat(watched(Map.of("NO_COLOR", ""), "")).as("empty is not set").contains(RED);
        assertThat(watched(Map.of("NO_COLOR", "1"), "")).doesNotContain(RED);
        assertThat(watched(Map.of(), "", "--color", "never")).doesNotContain(RED);
        assertThat(watched(Map.of("NO_COLOR", "1"), "", "--color", "always")).contains(RED);
        assertThat(watched(Map.of(), " 2>&1 | cat", "--color", "always"))
                .as("progress is drawn on a terminal only")
                .doesNotContain(ESCAPE);
    }

    private String watched(Map<String, String> environment, String more, String... options) throws Exception {
        String[] words = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("watch", "R-1"), java.util.stream.Stream.of(options))
                .toArray(String[]::new);
        try (Pty watch = Pty.start(environment, launcher.line(words) + more)) {
            assertThat(watch.exit()).as(watch.screen()).isIn(0, 1);
            assertThat(watch.screen()).contains("finished-with-failures");
            return watch.screen();
        }
    }

    @Test
    void nobodyIsAskedWithoutATerminalAndNoIsTheAnswerOfSilence() throws Exception {
        TestInstance one = TestInstance.create(hosts, "h1", "vm-1", 16);
        String plan = plan("vm-1,h1,semi-live");
        assertThat(evac.expect(2, "apply", plan).err())
                .contains("EVAC-531", "Maybe add --yes")
                .doesNotContain("[y/N]");
        assertThat(evac.expect(2, "run", folder.resolve("list.csv").toString()).err())
                .contains("EVAC-531")
                .doesNotContain("[y/N]");
        for (String away : List.of(" </dev/null", " 2>'" + folder.resolve("err") + "'")) {
            try (Pty apply = Pty.start(launcher.line("apply", plan) + away)) {
                assertThat(apply.exit()).as(away + apply.screen()).isEqualTo(2);
                assertThat(apply.screen()).doesNotContain("[y/N]");
            }
        }
        assertThat(folder.resolve("err")).content().contains("EVAC-531").doesNotContain("[y/N]");
        for (Map.Entry<String, Integer> answer :
                Map.of("n\n", 1, "\n", 1, Pty.END, 1, Pty.INTERRUPT, 130).entrySet()) {
            try (Pty apply = Pty.start(launcher.line("apply", plan))) {
                apply.await("[y/N]").type(answer.getKey());
                assertThat(apply.exit()).as(apply.screen()).isEqualTo(answer.getValue());
            }
        }
        assertThat(evac.expect(0, "status").out()).as("nothing was done").doesNotContain("R-1");
        assertThat(one.processes()).isEqualTo(1);
        try (Pty apply = Pty.start(launcher.line("apply", plan, "--wait"))) {
            apply.await("[y/N]").type("yes\n");
            assertThat(apply.exit()).as(apply.screen()).isZero();
            assertThat(apply.screen()).contains("1 verified");
        }
    }

    private String plan(String row) throws IOException, InterruptedException {
        Path list = Files.writeString(folder.resolve("list.csv"), "instance,host,type\n" + row + "\n");
        return evac.expect(0, "plan", list.toString(), "--output", "json")
                .json()
                .get("id")
                .asString();
    }
}

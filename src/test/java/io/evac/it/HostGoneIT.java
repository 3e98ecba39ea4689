package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A destination falls silent behind the point of no return: what the power fence and an operator's word make of it. */
class HostGoneIT {
    private static final Pattern TYPE = Pattern.compile("type evac (retry \\S+ \\S+ --host-is-off h2)");
    private static final List<String> BOTH = List.of("vm-1", "vm-2");

    @TempDir
    private Path folder;

    private LabHosts hosts;
    private EvacProcess evac;
    private Evacuation evacuation;
    private Sentinel sentinel;
    private Process daemon;

    @BeforeEach
    void start() throws Exception {
        hosts = TestHosts.lab(2, folder);
        for (String host : hosts.names()) {
            hosts.autostart(host);
        }
        hosts.powerFence("h2");
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), hosts.config(), List.of());
        evacuation = new Evacuation(hosts, BOTH.size(), folder);
        sentinel = new Sentinel(evacuation.instances());
    }

    @AfterEach
    void stop() throws Exception {
        if (daemon != null) {
            daemon.destroyForcibly();
            daemon.waitFor();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void whatRunsBehindASilentLinkIsSwitchedOffBeforeTheParkedCopiesRun() throws Exception {
        daemon = evac.serve("", Map.of());
        String run = evacuation.apply(evac);
        evac.awaitEnd(run);
        evacuation.assertMoved(evac, run);
        hosts.lab("cut", "h2");

        evac.expect(0, "rollback", run, "vm-1", "vm-2", "--discard", "--power-fence", "h2", "--yes", "--wait");

        assertThat(hosts.isOn("h2")).as("h2 has power").isFalse();
        assertAllAtHome();
        assertThat(evac.expect(0, "events", run).out()).contains("power fence").contains("h2 is off");

        // As docs/operations.md has it: its own boot hook would start what its records say.
        for (String name : BOTH) {
            Files.move(
                    hosts.disk("h2").resolve("srv/evac").resolve(name),
                    hosts.disk("h2").resolve("srv/lost-" + name));
        }
        hosts.lab("start", "h2");
        evac.until(
                "evac serve has seen that nothing can start on h2",
                () -> BOTH.stream()
                        .allMatch(name ->
                                toldOf(run, "instance", name).contains("the copy on h2 cannot start any more")));
        assertAllAtHome();
        sentinel.assertNeverTwo();
    }

    @Test
    void onTheOperatorsWordTheSourceRunsAgainAndTheHostThatIsBackTakesItAgain() throws Exception {
        Signals signals = Signals.at(folder.resolve("signals"));
        daemon = evac.serve(
                List.of("evac.it.hold=activate:after-intent:1", "evac.it.signals=" + signals.folder()), Map.of());
        String run = evacuation.apply(evac);
        evac.until("a move is behind its fence", () -> signals.told().isPresent());
        String move = signals.told().orElseThrow();
        hosts.lab("poweroff", "h2");
        signals.open();
        // The other move waits for the host, and would for ever: the run ends interrupted.
        evac.until(
                "the run is at rest",
                () -> List.of("interrupted", "needs-attention").contains(state(run)));
        JsonNode told = move(run, move);
        assertThat(told.get("state").asString()).as(told.toString()).isEqualTo("needs-attention");
        assertThat(TestInstance.running(evacuation.instances()))
                .doesNotContainKey(told.get("instance").asString());
        Matcher type = TYPE.matcher(told.get("message").asString());
        assertThat(type.find()).as(told.toString()).isTrue();

        evac.run((type.group(1) + " --yes --wait").split(" "));

        assertThat(move(run, move).get("code").asString()).isEqualTo("EVAC-417");
        assertAllAtHome();
        hosts.lab("start", "h2");
        evac.until(
                "the other host's duties are done",
                () -> !toldOf(run, "id", move).contains("must not be started"));
        evac.expect(0, "retry", run, "--failed", "--wait");
        evacuation.assertMoved(evac, run);
        sentinel.assertNeverTwo();
    }

    private String state(String run) {
        return new DaemonApi(evac.home()).state(run);
    }

    private JsonNode move(String run, String id) {
        return find(run, "id", id);
    }

    private String toldOf(String run, String key, String value) {
        return find(run, key, value).path("message").asString("");
    }

    private JsonNode find(String run, String key, String value) {
        for (JsonNode move : new DaemonApi(evac.home()).run(run).orElseThrow().get("moves")) {
            if (move.get(key).asString().equals(value)) {
                return move;
            }
        }
        throw new AssertionError(run + " has no move whose " + key + " is " + value);
    }

    private void assertAllAtHome() throws IOException {
        evac.until(
                "all run again",
                () -> TestInstance.running(evacuation.instances()).equals(Map.of("vm-1", 1, "vm-2", 1)));
        for (TestInstance instance : evacuation.instances()) {
            instance.assertWhole(hosts.instances("h1").resolve(instance.name()));
            assertThat(hosts.record("h1", instance.name())).isNotEqualTo("FENCED");
        }
        sentinel.assertNeverTwo();
    }
}

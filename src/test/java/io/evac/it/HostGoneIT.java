package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    /** So long a host that is silent in the cutover is waited for. */
    private static final Duration BUDGET = Duration.ofSeconds(40);

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
    }

    private void instances(Evacuation given) {
        evacuation = given;
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
        instances(new Evacuation(hosts, BOTH.size(), folder));
        // What comes back is to be settled by the operator here, and not by the daemon before.
        daemon = evac.serve(List.of("evac.housekeeping=1d"), Map.of());
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
        evac.expect(0, "retry", run, "vm-1", "vm-2", "--wait");
        for (String name : BOTH) {
            assertThat(find(run, "instance", name).get("message").asString())
                    .contains("the copy on h2 cannot start any more");
        }
        assertAllAtHome();
        sentinel.assertNeverTwo();
    }

    @Test
    void onTheOperatorsWordTheSourceRunsAgainAndTheHostThatIsBackTakesItAgain() throws Exception {
        instances(new Evacuation(hosts, 1, folder, BUDGET));
        Signals signals = Signals.at(folder.resolve("signals"));
        daemon = evac.serve(
                List.of("evac.it.hold=activate:after-intent:1", "evac.it.signals=" + signals.folder()), Map.of());
        String run = evacuation.apply(evac);
        evac.until("a move is behind its fence", () -> signals.told().isPresent());
        String move = signals.told().orElseThrow();
        hosts.lab("poweroff", "h2");
        signals.open();
        evac.awaitEnd(run);
        JsonNode told = find(run, "id", move);
        assertThat(told.get("state").asString()).as(told.toString()).isEqualTo("needs-attention");
        assertThat(TestInstance.running(evacuation.instances())).isEmpty();
        Matcher type = TYPE.matcher(told.get("message").asString());
        assertThat(type.find()).as(told.toString()).isTrue();

        // It runs, and it did not leave: a failed move, exit code 1.
        evac.expect(1, (type.group(1) + " --yes --wait").split(" "));

        assertThat(find(run, "id", move).get("code").asString()).isEqualTo("EVAC-417");
        assertAllAtHome();
        hosts.lab("start", "h2");
        evac.expect(0, "retry", run, "--failed", "--wait");
        evacuation.assertMoved(evac, run);
        sentinel.assertNeverTwo();
    }

    private JsonNode find(String run, String key, String value) {
        for (JsonNode move : new DaemonApi(evac.home()).awaitRun(run).get("moves")) {
            if (move.get(key).asString().equals(value)) {
                return move;
            }
        }
        throw new AssertionError(run + " has no move whose " + key + " is " + value);
    }

    private void assertAllAtHome() throws IOException {
        evac.until("each runs once", () -> evacuation.instances().stream().allMatch(each -> each.processes() == 1));
        for (TestInstance instance : evacuation.instances()) {
            instance.assertWhole(hosts.instances("h1").resolve(instance.name()));
            assertThat(hosts.record("h1", instance.name())).isNotEqualTo("FENCED");
        }
        sentinel.assertNeverTwo();
    }
}

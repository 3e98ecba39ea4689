package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import tools.jackson.databind.JsonNode;

/** Instances on h1 that leave it, and what must be true of them afterwards. */
final class Evacuation implements AutoCloseable {
    private static final int KILOBYTES = 256;

    /** A downtime budget that no load of a test machine uses up between a daemon's death and its successor's first call. */
    private static final Duration AMPLE = Duration.ofMinutes(3);

    private final TestHosts hosts;
    private final List<TestInstance> instances = new ArrayList<>();
    private final Path list;

    /** Creates and starts the instances on h1, for a test that is not about the downtime budget. */
    Evacuation(TestHosts hosts, int count, Path folder) throws IOException, InterruptedException {
        this(hosts, count, folder, AMPLE);
    }

    /** The same with a downtime budget of their own. */
    Evacuation(TestHosts hosts, int count, Path folder, Duration downtime) throws IOException, InterruptedException {
        this.hosts = hosts;
        StringBuilder rows = new StringBuilder("instance,host,type,downtime\n");
        for (int i = 1; i <= count; i++) {
            TestInstance instance = TestInstance.create(hosts, "h1", "vm-" + i, KILOBYTES * i);
            instances.add(instance);
            rows.append(instance.name())
                    .append(",h1,semi-live,")
                    .append(downtime.toSeconds())
                    .append("s\n");
        }
        this.list = Files.writeString(Files.createDirectories(folder).resolve("list.csv"), rows);
    }

    List<TestInstance> instances() {
        return List.copyOf(instances);
    }

    Path list() {
        return list;
    }

    /** Plans the list; the plan's id. */
    String plan(EvacProcess evac) throws IOException, InterruptedException {
        JsonNode plan =
                evac.expect(0, "plan", list.toString(), "--output", "json").json();
        assertThat(plan.get("moves").size()).isEqualTo(instances.size());
        return plan.get("id").asString();
    }

    /** Plans and applies the list; the run's id. */
    String apply(EvacProcess evac) throws IOException, InterruptedException {
        return evac.expect(0, "apply", plan(evac), "--yes", "--output", "json")
                .json()
                .get("id")
                .asString();
    }

    /** How many instances this Evac has moved, by what its run says; none when it was refused a run. */
    int moved(EvacProcess evac) throws IOException, InterruptedException {
        EvacProcess.Said said = evac.run("status", "R-1", "--output", "json");
        int moved = 0;
        if (said.exit() == 0) {
            for (JsonNode move : said.json().get("moves")) {
                moved += List.of("moved", "verified").contains(move.get("state").asString()) ? 1 : 0;
            }
        }
        return moved;
    }

    /** Every instance moved, one process each, no gap in a counter, the same bytes, no key left. */
    void assertMoved(EvacProcess evac, String run) throws IOException, InterruptedException {
        JsonNode report = evac.expect(0, "status", run, "--output", "json").json();
        assertThat(report.get("state").asString()).as("run state" + evac.log()).isEqualTo("finished");
        assertInOnePlaceEach();
    }

    /** The same by the hosts alone. */
    void assertInOnePlaceEach() throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (TestInstance instance : instances) {
            List<String> at = hosts.names().stream()
                    .filter(h -> Files.exists(hosts.instances(h).resolve(instance.name())))
                    .toList();
            all.assertThat(at).as(instance.name() + " in place").hasSize(1).doesNotContain("h1");
            all.assertThat(instance.processes())
                    .as(instance.name() + " processes")
                    .isEqualTo(1);
            if (at.size() == 1) {
                all.assertThat(hosts.record(at.get(0), instance.name()))
                        .as(instance.name() + "'s record where it runs")
                        .isNotEqualTo("FENCED");
                all.assertThatCode(() ->
                                instance.assertWhole(hosts.instances(at.get(0)).resolve(instance.name())))
                        .as(instance.name())
                        .doesNotThrowAnyException();
            }
        }
        for (String host : hosts.names()) {
            all.assertThat(Files.readString(hosts.authorizedKeys(host)))
                    .as("keys on " + host)
                    .doesNotContain("evac:");
        }
        all.assertAll();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        hosts.stopGuards();
        instances.forEach(TestInstance::kill);
        hosts.clear();
        // A daemon that never came back leaves a key until that expires: the next test's daemons are not to blame for
        // it.
        for (String host : hosts.names()) {
            Path keys = hosts.authorizedKeys(host);
            Files.write(
                    keys,
                    Files.readAllLines(keys).stream()
                            .filter(line -> !line.contains("evac:"))
                            .toList());
        }
    }
}

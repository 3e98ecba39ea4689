package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Four writing instances of the files driver that leave h1, on hosts of their own: what a fault has broken goes with them. */
final class FilesScene extends Scene {
    private static final int INSTANCES = 4;
    private static final String SMALL = "96m";
    private static final String LINK = "20mbit";
    /** What is not struck must not use it up on a busy machine; what is must be seen to. */
    private static final Duration BUDGET = Duration.ofSeconds(120);

    private final LabHosts hosts;
    private final Evacuation evacuation;
    private final Sentinel sentinel;

    FilesScene(FaultCell cell, Path folder) throws Exception {
        this(cell, folder, TestHosts.lab(3, folder));
    }

    private FilesScene(FaultCell cell, Path folder, LabHosts hosts) throws Exception {
        super(cell, folder, hosts.config());
        this.hosts = hosts;
        hosts.shape(LINK);
        for (String host : hosts.names()) {
            hosts.autostart(host);
        }
        cell.fault().prepare(this);
        this.evacuation = new Evacuation(hosts, INSTANCES, folder, BUDGET);
        this.sentinel = new Sentinel(evacuation.instances());
    }

    @Override
    String apply() throws IOException, InterruptedException {
        return evacuation.apply(evac());
    }

    Evacuation evacuation() {
        return evacuation;
    }

    @Override
    Sentinel sentinel() {
        return sentinel;
    }

    @Override
    void lab(String... words) throws IOException, InterruptedException {
        hosts.lab(words);
    }

    @Override
    Map<String, Integer> running() {
        return TestInstance.running(evacuation.instances());
    }

    @Override
    void assertAtHome(JsonNode move) throws IOException {
        String name = move.get("instance").asString();
        String home = move.get("from").asString();
        assertThat(hosts.instances(home).resolve(name))
                .as("failed at home: " + move)
                .isDirectory();
        assertThat(hosts.record(home, name)).as(move.toString()).isNotEqualTo("FENCED");
        assertThat(Files.exists(hosts.instances(move.get("to").asString()).resolve(name)))
                .as("in place at the destination: " + move)
                .isFalse();
    }

    @Override
    void makeDestinationsSmall() throws IOException, InterruptedException {
        hosts.makeSmall("h2", SMALL);
        hosts.makeSmall("h3", SMALL);
    }

    /** Fills the host's file system; what runs there already has room for its counter: it is not its fault. */
    @Override
    void fill(String host) throws IOException, InterruptedException {
        hosts.inside(host, """
                cd %s
                for counter in */data/counter; do [ ! -e "$counter" ] || fallocate -n -l 262144 "$counter"; done
                # What others give back meanwhile is filled, too.
                for again in 1 2 3 4 5 6 7 8 9 10; do
                  cat /dev/zero >>.filled 2>/dev/null
                  [ "$(df --output=avail . | tail -n 1)" -ne 0 ] || exit 0
                done
                exit 1
                """.formatted(hosts.root(host)));
    }

    @Override
    void free(String host) throws IOException, InterruptedException {
        hosts.inside(host, "rm -f " + hosts.root(host) + "/.filled");
    }

    @Override
    public void close() throws Exception {
        super.close();
        sentinel.close();
        hosts.close();
    }
}

package io.evac.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.evac.demo.Proof.Expectation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code evac demo}: three hosts, a dozen instances that write all the time, one list with a poisoned and an impossible
 * row, one destination that turns out sick, a daemon killed in mid-transfer; then a proof from the hosts themselves.
 */
public final class Demo {
    private static final int INSTANCES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Slow enough that the kill lands in a transfer. */
    private static final String BANDWIDTH = "    bandwidth: 160Mbit";

    private static final String SICK = "db-04";
    /** Its row asks for more memory than any host has. */
    private static final String STAYS = "web-13";

    private final PrintStream out;
    private final Clock clock;
    private final Path folder;

    /** A demo that keeps its state below {@code folder}, which it creates. */
    public Demo(Path folder, PrintStream out, Clock clock) {
        this.folder = folder;
        this.out = out;
        this.clock = clock;
    }

    /** Plays it; 0 only when every line of the proof holds. */
    public int run() {
        Instant start = clock.instant();
        List<EmbeddedHost> hosts = new ArrayList<>();
        List<DemoInstance> instances = new ArrayList<>();
        try {
            prepare(hosts, instances);
            boolean holds = play(hosts, instances);
            out.printf(
                    "%n%s in %d s. Everything is below %s%n",
                    holds ? "Every line holds" : "NOT every line holds",
                    Duration.between(start, clock.instant()).toSeconds(),
                    folder);
            return holds ? 0 : 1;
        } catch (IOException | GeneralSecurityException broken) {
            out.println("The demo broke off: " + broken);
            return 1;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            daemon().ifPresent(ProcessHandle::destroy);
            stopInstances(hosts, instances);
            hosts.forEach(this::stop);
        }
    }

    private void prepare(List<EmbeddedHost> hosts, List<DemoInstance> instances)
            throws IOException, GeneralSecurityException {
        // The embedded servers would tell of every login between the lines of the demo.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Path config = Files.createDirectories(config());
        Files.createDirectories(home());
        KeyPair client = EmbeddedHost.newKey();
        Path identity = Files.createFile(
                config.resolve("id_evac"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var key = Files.newOutputStream(identity)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(client, "evac demo", null, key);
        }
        for (String name : List.of("alpha", "beta", "gamma")) {
            hosts.add(new EmbeddedHost(name, folder.resolve("hosts").resolve(name), client.getPublic()));
        }
        List<String> inventory = new ArrayList<>(List.of("hosts:"));
        List<String> known = new ArrayList<>();
        for (EmbeddedHost host : hosts) {
            inventory.addAll(host.inventory(BANDWIDTH));
            known.add(host.knownHostsLine());
        }
        inventory.add("ssh: {identity: id_evac, knownHosts: known_hosts}");
        Files.write(config.resolve("hosts.yaml"), inventory);
        Files.write(config.resolve("known_hosts"), known);
        // These hosts are this machine: its boot is none of the demo's business.
        Files.writeString(config.resolve("application.yaml"), "evac.boot-hook: false\n");
        for (int i = 1; i <= INSTANCES + 1; i++) {
            String name = (i <= 6 ? "db-" : "web-") + String.format("%02d", i);
            DemoInstance instance = new DemoInstance(name, "evac-demo-" + UUID.randomUUID(), 2 + i);
            instances.add(instance);
            instance.create(hosts.get(0).instances());
        }
        Files.createFile(hosts.get(2).folder().resolve("etc").resolve("sick-" + SICK));
        Files.write(list(), list(instances));
        out.println("Three SSH servers run in this process: alpha, beta and gamma. On alpha " + INSTANCES
                + " processes append to their data all the time.");
        out.println("gamma will be unhealthy for " + SICK + ", and nobody knows yet.");
    }

    private static List<String> list(List<DemoInstance> instances) {
        List<String> rows = new ArrayList<>(List.of("instance,host,destination,type,downtime,memory"));
        for (DemoInstance instance : instances.subList(0, INSTANCES)) {
            String destination = instance.name().equals(SICK) ? "gamma" : "";
            rows.add(instance.name() + ",alpha," + destination + ",semi-live,20s,");
        }
        rows.add("$(reboot),alpha,,,,");
        rows.add(STAYS + ",alpha,,semi-live,20s,900TiB");
        return rows;
    }

    private boolean play(List<EmbeddedHost> hosts, List<DemoInstance> instances)
            throws IOException, InterruptedException {
        DemoCommands evac = new DemoCommands(home(), config(), out);
        Path planFile = folder.resolve("plan.json");
        if (evac.show("plan", list().toString(), "-o", planFile.toString()) != 0) {
            return false;
        }
        JsonNode plan = JsonMapper.shared().readTree(Files.readString(planFile));
        boolean refused = plan.get("refusals").size() == 2 && plan.get("moves").size() == INSTANCES;
        if (evac.show("apply", plan.get("id").asString(), "--yes") != 0) {
            return false;
        }
        String run = "R-1";
        List<String> caught = killInTransfer(evac, run);
        out.printf("%nkill -9: the daemon is gone. In flight were %s.%n", String.join(", ", caught));
        boolean resumed = evac.show("resume", run, "--wait") == 1;
        JsonNode ended = evac.status(run);
        evac.show("status", run);
        Path report = folder.resolve("report.html");
        Files.writeString(report, evac.read("report", run, "--output", "html"));
        boolean proved = prove(hosts, instances, ended);
        out.println("refused before anything moved: the poisoned and the impossible row   " + word(refused));
        out.println("killed with kill -9 in mid-transfer, resumed, ended as it should   " + word(resumed));
        out.println("report: " + report);
        return refused && resumed && proved;
    }

    private static String word(boolean holds) {
        return holds ? "ok" : "WRONG";
    }

    /** Waits until bytes are on their way, then kills the daemon; the instances whose transfer was cut. */
    private List<String> killInTransfer(DemoCommands evac, String run) throws IOException, InterruptedException {
        Instant deadline = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(deadline)) {
            List<String> inFlight = new ArrayList<>();
            for (JsonNode move : evac.status(run).get("moves")) {
                if ("running".equals(move.get("state").asString())
                        && move.path("phase").asString("").equals("full-sync")
                        && move.get("bytesDone").asLong() > 0) {
                    inFlight.add(move.get("instance").asString());
                }
            }
            if (!inFlight.isEmpty()) {
                ProcessHandle daemon = daemon().orElseThrow(() -> new IOException("no daemon runs"));
                daemon.destroyForcibly();
                daemon.onExit().join();
                return inFlight;
            }
        }
        throw new IOException("no transfer was seen within " + PATIENCE.toSeconds() + " s");
    }

    private boolean prove(List<EmbeddedHost> hosts, List<DemoInstance> instances, JsonNode run) throws IOException {
        out.println();
        out.println("What the hosts themselves say:");
        List<Expectation> expectations = new ArrayList<>();
        for (DemoInstance instance : instances) {
            JsonNode move = null;
            for (JsonNode candidate : run.get("moves")) {
                if (candidate.get("instance").asString().equals(instance.name())) {
                    move = candidate;
                }
            }
            expectations.add(expectation(instance, move));
        }
        return new Proof(hosts, out).table(expectations);
    }

    private static Expectation expectation(DemoInstance instance, @Nullable JsonNode move) {
        if (move == null) {
            return new Expectation(instance, Optional.of("alpha"), "was refused: never touched");
        }
        if (instance.name().equals(SICK)) {
            return new Expectation(instance, Optional.of("alpha"), "its destination was sick: reversed, nothing lost");
        }
        String state = move.get("state").asString();
        return new Expectation(
                instance,
                Optional.of(state.equals("verified") ? move.get("to").asString() : state + " is not verified"),
                "moved and verified");
    }

    private Optional<ProcessHandle> daemon() {
        try {
            return Files.exists(home().resolve("evac.pid"))
                    ? ProcessHandle.of(Long.parseLong(
                            Files.readString(home().resolve("evac.pid")).strip()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    private void stopInstances(List<EmbeddedHost> hosts, List<DemoInstance> instances) {
        for (EmbeddedHost host : hosts) {
            for (DemoInstance instance : instances) {
                Path home = host.instances().resolve(instance.name());
                try {
                    if (Files.exists(home)) {
                        DemoInstance.control(home, "stop");
                    }
                } catch (IOException stillThere) {
                    out.println("could not stop " + home + ": " + stillThere.getMessage());
                }
            }
        }
    }

    private void stop(EmbeddedHost host) {
        try {
            host.close();
        } catch (IOException stillThere) {
            out.println("could not stop " + host.name() + ": " + stillThere.getMessage());
        }
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path config() {
        return folder.resolve("config");
    }

    private Path list() {
        return folder.resolve("demo.csv");
    }
}

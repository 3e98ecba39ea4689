package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.journal.DatabaseSettings;
import io.evac.journal.MySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A run, one move of which is held at a place: what a fault finds, and what it can do. */
abstract class Scene implements AutoCloseable {
    private static final int STARTS = 5;
    private static final Pattern NOTICED = Pattern.compile("EVAC-4\\d\\d|did not answer|could not|in doubt");
    private final Optional<MySql> mysql;
    private final FaultCell cell;
    private final Path folder;
    private final Path config;
    private final Signals signals;
    private final List<String> properties = new ArrayList<>();
    private final Map<String, String> environment;
    private final List<Process> daemons = new ArrayList<>();
    private EvacProcess evac;
    private String run = "";
    private String move = "";
    private String destination = "";

    /** @param config the hosts' folder with hosts.yaml */
    Scene(FaultCell cell, Path folder, Path config) throws IOException, InterruptedException {
        this.cell = cell;
        this.mysql = cell.fault().onMySql() ? Optional.of(MySql.start()) : Optional.empty();
        this.folder = Files.createDirectories(folder);
        this.config = config;
        this.signals = Signals.at(folder.resolve("signals"));
        this.environment = database();
        this.evac = evac("home");
    }

    /** Plans and applies what this scene is about; the run's id. */
    abstract String apply() throws Exception;

    /** A command of the lab, e.g. {@code cut h1}. */
    abstract void lab(String... words) throws IOException, InterruptedException;

    /** Gives the destinations small file systems, before anything runs. */
    abstract void makeDestinationsSmall() throws IOException, InterruptedException;

    /** Fills the host's file system to the last byte. */
    abstract void fill(String host) throws IOException, InterruptedException;

    abstract void free(String host) throws IOException, InterruptedException;

    /** How often each instance runs now, by the machine's processes; what does not may be missing. */
    abstract Map<String, Integer> running();

    /** Fails unless what a failed move is about is at home as it was, and nowhere else. */
    abstract void assertAtHome(JsonNode move) throws Exception;

    abstract Sentinel sentinel();

    private Map<String, String> database() {
        if (mysql.isEmpty()) {
            return Map.of();
        }
        DatabaseSettings database = mysql.get().settings();
        properties.add("evac.database.url=" + database.url());
        properties.add("evac.database.user=" + database.user());
        return Map.of("EVAC_DATABASE_PASSWORD", database.password());
    }

    private EvacProcess evac(String name) throws IOException {
        return new EvacProcess(Files.createDirectories(folder.resolve(name)), config, properties);
    }

    /** Starts the run and waits until its move is where the cell wants it. */
    void begin() throws Exception {
        Process daemon = serve(evac, List.of("evac.it.hold=" + cell.place(), "evac.it.signals=" + signals.folder()));
        run = apply();
        evac.until("a move is at " + cell.place(), () -> signals.told().isPresent() || !daemon.isAlive());
        move = signals.told().orElseThrow(() -> new AssertionError("the daemon ended" + evac.log()));
        for (JsonNode each : api().awaitRun(run).get("moves")) {
            if (each.get("id").asString().equals(move)) {
                destination = each.get("to").asString();
            }
        }
        assertThat(destination).as("where " + move + " goes").isNotEmpty();
    }

    /** A daemon that finds its database too slow at its start ends: it is started again, as a supervisor would. */
    private Process serve(EvacProcess by, List<String> more) throws IOException {
        for (int starts = 1; ; starts++) {
            try {
                daemons.add(by.serve(more, environment));
                return daemons.getLast();
            } catch (IOException ended) {
                if (mysql.isEmpty() || starts >= STARTS) {
                    throw ended;
                }
            }
        }
    }

    /** The fault lasts until the run's history says that it was noticed, or as long as such a fault lasts. */
    void awaitNoticed() {
        long before = lastEvent();
        Instant over = Instant.now().plus(cell.fault().lasts());
        EvacProcess.await(
                "the fault is over",
                () -> Instant.now().isAfter(over)
                        || api().events(run, before).stream()
                                .anyMatch(event ->
                                        NOTICED.matcher(event.toString()).find()));
    }

    private long lastEvent() {
        List<JsonNode> events = api().events(run, 0);
        return events.isEmpty() ? 0 : events.getLast().get("number").asLong();
    }

    DaemonApi api() {
        return new DaemonApi(evac.home());
    }

    EvacProcess evac() {
        return evac;
    }

    MySql mysql() {
        return mysql.orElseThrow();
    }

    FaultCell cell() {
        return cell;
    }

    String run() {
        return run;
    }

    String source() {
        return "h1";
    }

    /** The destination of the move that is held. */
    String destination() {
        return destination;
    }

    /** Lets the move that is held go on. */
    void goOn() throws IOException {
        signals.open();
    }

    void killDaemon() throws InterruptedException {
        daemons.getLast().destroyForcibly();
        assertThat(daemons.getLast().waitFor()).isEqualTo(137);
    }

    void startDaemon() throws IOException {
        serve(evac, List.of());
    }

    void pauseDaemon() throws IOException, InterruptedException {
        Tool.run(List.of("kill", "-STOP", Long.toString(daemons.getLast().pid())));
    }

    void wakeDaemon() throws IOException, InterruptedException {
        Tool.run(List.of("kill", "-CONT", Long.toString(daemons.getFirst().pid())));
    }

    /** Another daemon on another state directory takes the run over, as soon as the lease of the first is over. */
    void takeOver() throws Exception {
        EvacProcess second = evac("home-2");
        serve(second, List.of());
        Instant begun = Instant.now();
        second.until("the second may go on", () -> accepted(second));
        System.out.println(cell + ": taken over after "
                + Duration.between(begun, Instant.now()).toSeconds() + " s");
        evac = second;
    }

    private boolean accepted(EvacProcess by) {
        try {
            EvacProcess.Said said = by.run("resume", run);
            // 5: the lease holds still; 7: the first was stopped in a transaction, and the database waits for it a
            // while.
            if (said.exit() != 0 && said.exit() != 5 && said.exit() != 7) {
                throw new AssertionError("evac resume " + run + " said " + said);
            }
            return said.exit() == 0;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void close() throws Exception {
        for (Process daemon : daemons) {
            daemon.destroyForcibly();
            daemon.waitFor();
        }
        mysql.ifPresent(MySql::close);
    }
}

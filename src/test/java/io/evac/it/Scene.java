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

/** Four writing instances that leave h1, one of them held at a place of its move: what a fault finds, and what it can do. */
final class Scene implements AutoCloseable {
    private static final int INSTANCES = 4;
    private static final int STARTS = 5;
    private static final String SMALL = "96m";
    private static final String LINK = "20mbit";
    private static final Pattern NOTICED = Pattern.compile("EVAC-4\\d\\d|did not answer|could not|in doubt");
    private final LabHosts hosts;
    private final Optional<MySql> mysql;
    private final FaultCell cell;
    private final Path folder;
    private final Signals signals;
    private final Evacuation evacuation;
    private final Sentinel sentinel;
    private final List<String> properties = new ArrayList<>();
    private final Map<String, String> environment;
    private final List<Process> daemons = new ArrayList<>();
    private EvacProcess evac;
    private String run = "";
    private String move = "";
    private String destination = "";

    /** Builds hosts, and a database if need be, of its own: what a fault has broken is gone with them. */
    Scene(FaultCell cell, Path folder) throws Exception {
        this.cell = cell;
        this.mysql = cell.fault().onMySql() ? Optional.of(MySql.start()) : Optional.empty();
        this.folder = Files.createDirectories(folder);
        this.hosts = TestHosts.lab(3, folder);
        hosts.shape(LINK);
        this.signals = Signals.at(folder.resolve("signals"));
        for (String host : hosts.names()) {
            hosts.autostart(host);
        }
        cell.fault().prepare(this);
        this.environment = database();
        this.evac = evac("home");
        this.evacuation = new Evacuation(hosts, INSTANCES, folder);
        this.sentinel = new Sentinel(evacuation.instances());
    }

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
        return new EvacProcess(Files.createDirectories(folder.resolve(name)), hosts.config(), properties);
    }

    /** Starts the run and waits until its second move is where the cell wants it. */
    void begin() throws Exception {
        Process daemon = serve(evac, List.of("evac.it.hold=" + cell.place(), "evac.it.signals=" + signals.folder()));
        run = evacuation.apply(evac);
        evac.until("a move is at " + cell.place(), () -> signals.told().isPresent() || !daemon.isAlive());
        move = signals.told().orElseThrow(() -> new AssertionError("the daemon ended" + evac.log()));
        for (JsonNode each : api().run(run).orElseThrow().get("moves")) {
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

    Evacuation evacuation() {
        return evacuation;
    }

    Sentinel sentinel() {
        return sentinel;
    }

    LabHosts hosts() {
        return hosts;
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

    void lab(String... words) throws IOException, InterruptedException {
        hosts.lab(words);
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

    void makeDestinationsSmall() throws IOException, InterruptedException {
        hosts.makeSmall("h2", SMALL);
        hosts.makeSmall("h3", SMALL);
    }

    /** Fills the host's file system; what runs there already has room for its counter: it is not its fault. */
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

    void free(String host) throws IOException, InterruptedException {
        hosts.inside(host, "rm -f " + hosts.root(host) + "/.filled");
    }

    @Override
    public void close() throws Exception {
        for (Process daemon : daemons) {
            daemon.destroyForcibly();
            daemon.waitFor();
        }
        sentinel.close();
        hosts.close();
        mysql.ifPresent(MySql::close);
    }
}

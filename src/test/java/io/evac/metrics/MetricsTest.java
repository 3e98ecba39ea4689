package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;
import io.evac.report.MoveReport;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a monitoring is told, by a real daemon that has run an evacuation. */
class MetricsTest {
    private static final String STUBBORN = "stubborn-01";

    @TempDir
    static Path folder;

    private static SimulatedDaemon daemon;
    private static Scrape during;
    private static Scrape after;
    private static RunReport run;
    private static List<JsonNode> log;

    @BeforeAll
    static void evacuate() throws Exception {
        Path file = folder.resolve("evac.log");
        daemon = new SimulatedDaemon(
                folder,
                "--evac.metrics.fresh=0s",
                "--logging.file.name=" + file,
                "--logging.structured.format.file=ecs");
        daemon.add("alpha", "web-01");
        daemon.add("alpha", "web-02");
        daemon.add("alpha", STUBBORN);
        HeldCutover held = new HeldCutover();
        daemon.world().faults(held);
        RunId id = daemon.run("web-01", "web-02", STUBBORN);
        held.entered.await();
        during = daemon.scrape();
        held.goOn.countDown();
        run = daemon.ended(id);
        Awaitility.await().until(() -> daemon.scrape().sum("evac_leases") == 0);
        after = daemon.scrape();
        log = Files.readAllLines(file).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    /** The first instance that is being started at its destination waits there; one never stops. */
    private static final class HeldCutover implements Faults {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public Fault on(InstanceRef ref, String call) {
            if (call.equals("activate")) {
                entered.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException leaving) {
                    Thread.currentThread().interrupt();
                }
            }
            return Fault.NONE;
        }

        @Override
        public boolean refusesStop(InstanceRef ref) {
            return ref.name().value().equals(STUBBORN);
        }
    }

    @Test
    void whatIsUnderWayIsSeen() {
        assertThat(during.sum("evac_runs", "state=\"running\"")).isEqualTo(1);
        assertThat(during.sum("evac_leases")).isEqualTo(1);
        assertThat(during.sum("evac_cutovers")).isGreaterThanOrEqualTo(1);
        assertThat(during.sum("evac_open_moves")).isBetween(1.0, 3.0);
        assertThat(during.sum("evac_database_up")).isEqualTo(1);
        assertThat(during.sum("evac_runs_unattended")).isZero();
    }

    @Test
    void movesAreCountedByWhatBecameOfThem() {
        assertThat(run.counts()).containsEntry("verified", 2).containsEntry("failed", 1);
        assertThat(after.sum("evac_moves_total", "outcome=\"verified\"", "driver=\"simulated\""))
                .isEqualTo(2);
        assertThat(after.sum("evac_moves_total", "outcome=\"moved\"")).isEqualTo(2);
        assertThat(after.sum("evac_moves_total", "outcome=\"failed\"", "phase=\"quiesce\""))
                .isEqualTo(1);
        assertThat(after.sum("evac_runs", "state=\"finished-with-failures\"")).isEqualTo(1);
        assertThat(after.sum("evac_open_moves")).isZero();
        assertThat(after.sum("evac_cutovers")).isZero();
        assertThat(after.sum("evac_leases")).isZero();
    }

    @Test
    void everyByteThatIsReportedIsCounted() {
        long reported = run.moves().stream().mapToLong(MoveReport::bytesDone).sum();
        assertThat(reported).isGreaterThanOrEqualTo(3_000_000);
        assertThat(after.sum("evac_bytes_total")).isEqualTo(reported);
        assertThat(after.sum("evac_bytes_total", "phase=\"full-sync\"")).isBetween(3_000_000.0, (double) reported);
    }

    @Test
    void phasesAndDowntimesAreMeasured() {
        double millis = run.moves().stream()
                .map(MoveReport::downtimeMillis)
                .flatMap(Optional::stream)
                .mapToLong(Long::longValue)
                .sum();
        assertThat(after.sum("evac_downtime_seconds_count")).isGreaterThanOrEqualTo(2);
        assertThat(after.sum("evac_downtime_seconds_sum") * 1000).isCloseTo(millis, within());
        assertThat(after.sum("evac_phase_seconds_count", "phase=\"activate\"", "outcome=\"done\""))
                .isEqualTo(2);
        assertThat(after.sum("evac_phase_seconds_count", "phase=\"quiesce\"", "outcome=\"failed\""))
                .isGreaterThanOrEqualTo(1);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.5);
    }

    @Test
    void labelsAreBounded() {
        assertThat(after.ourLabels())
                .isSubsetOf(Set.of("phase", "outcome", "driver", "state", "host", "le"))
                .contains("phase", "outcome", "driver", "state", "host");
        assertThat(after.text()).doesNotContain("web-01", STUBBORN, run.id() + "\"", run.plan());
    }

    @Test
    void theDashboardAsksOnlyForMetricsThatThereAre() throws IOException {
        JsonNode dashboard =
                JsonMapper.shared().readTree(Files.readString(Path.of("config/grafana/evac-dashboard.json")));
        Set<String> asked = StreamSupport.stream(dashboard.get("panels").spliterator(), false)
                .flatMap(panel -> StreamSupport.stream(panel.get("targets").spliterator(), false))
                .flatMap(target -> metrics(target.get("expr").asString()).stream())
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(after.names()).containsAll(asked);
    }

    /** What is left of a query without its functions, labels and words. */
    private static Set<String> metrics(String query) {
        String bare = query.replaceAll("\\{[^}]*}|\\[[^]]*]|\\b(by|without) ?\\([^)]*\\)", " ");
        Set<String> names = Pattern.compile("[a-zA-Z_][\\w:]*(?![\\w:]* *\\()")
                .matcher(bare)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(names).as(query).isNotEmpty();
        return names;
    }

    @Test
    void theOperationsPageHasEveryMetricAndNoOther() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        Set<String> told = Pattern.compile("\\bevac_[a-z_]+")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        Set<String> there =
                after.names().stream().filter(name -> name.startsWith("evac_")).collect(Collectors.toSet());
        Set<String> families = there.stream()
                .map(name -> name.replaceAll("_seconds_(bucket|count|sum|max)$", "_seconds"))
                .collect(Collectors.toSet());
        assertThat(told).containsAll(families);
        Set<String> all = new HashSet<>(there);
        all.addAll(families);
        assertThat(all).containsAll(told);
    }

    @Test
    void logLinesSayWhichRunMoveAndHostTheyAreAbout() {
        JsonNode walked = line(" ended VERIFIED");
        assertThat(walked.get("evac").get("run").asString()).isEqualTo(run.id());
        assertThat(walked.get("evac").get("move").asString()).startsWith(run.plan() + ".");
        assertThat(walked.get("evac").get("host").asString()).isEqualTo("alpha");
        JsonNode whole = line("R-1: COMPLETED");
        assertThat(whole.get("evac").get("run").asString()).isEqualTo(run.id());
        assertThat(whole.get("evac").has("move")).isFalse();
        assertThat(line("evac answers on").has("evac")).isFalse();
    }

    private static JsonNode line(String part) {
        return log.stream()
                .filter(line -> line.get("message").asString().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + part));
    }
}

package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.journal.DatabaseSettings;
import io.evac.journal.MySql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The smaller set of {@link EvacuationIT} with the journal on a real MySQL. */
class EvacuationOnMySqlIT {
    private static final int INSTANCES = 3;

    @TempDir
    private static Path folder;

    private static MySql mysql;
    private static TestHosts hosts;

    @BeforeAll
    static void start() throws Exception {
        mysql = MySql.start();
        hosts = TestHosts.start(3, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (hosts != null) {
            hosts.close();
        }
        if (mysql != null) {
            mysql.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-sync:after-intent:1", "final-sync:after-effect:1"})
    void endsTheSameWhenTheDaemonIsKilled(String kill) throws Exception {
        DatabaseSettings database = mysql.settings();
        Path home = Files.createDirectories(folder.resolve("home-" + kill.replace(':', '-')));
        EvacProcess evac = new EvacProcess(
                home,
                hosts.config(),
                List.of("evac.database.url=" + database.url(), "evac.database.user=" + database.user()));
        Map<String, String> secret = Map.of("EVAC_DATABASE_PASSWORD", database.password());
        try (Evacuation evacuation = new Evacuation(hosts, INSTANCES, home)) {
            Process doomed = evac.serve(kill, secret);
            String run;
            try {
                run = evacuation.apply(evac);
                EvacProcess.await("the daemon dies at " + kill, () -> !doomed.isAlive());
            } finally {
                doomed.destroyForcibly();
            }
            assertThat(doomed.waitFor()).isEqualTo(137);
            Process successor = evac.serve("", secret);
            try {
                evac.awaitEnd(run);
                evacuation.assertMoved(evac, run);
            } finally {
                successor.destroy();
                successor.waitFor();
            }
        }
    }

    /** The one that Quartz has given the start to dies at it; the other has it done within 30 s, once. */
    @Test
    void twoDaemonsFireAStartOnceThoughOneDiesAtIt() throws Exception {
        DatabaseSettings database = mysql.settings();
        List<String> properties = List.of(
                "evac.database.url=" + database.url(),
                "evac.database.user=" + database.user(),
                "evac.schedule.clustered=true");
        Map<String, String> secret = Map.of("EVAC_DATABASE_PASSWORD", database.password());
        EvacProcess one = new EvacProcess(Files.createDirectories(folder.resolve("one")), hosts.config(), properties);
        EvacProcess other =
                new EvacProcess(Files.createDirectories(folder.resolve("other")), hosts.config(), properties);
        TestInstance instance = TestInstance.create(hosts, "h1", "fired-once", 16);
        Process first = one.serve("", secret);
        HikariDataSource source = database.open();
        JdbcClient client = JdbcClient.create(source);
        List<String> without = names(client, "QRTZ_SCHEDULER_STATE");
        Process second = other.serve("", secret);
        try {
            LocalDateTime start = one.startBehind(2);
            Instant due = start.toInstant(ZoneOffset.UTC);
            Files.writeString(folder.resolve("once.csv"), "instance,host\nfired-once,h1\n");
            Path job = Files.writeString(
                    folder.resolve("once.yaml"),
                    "name: once\nlist: once.csv\nwindow: {start: \"" + start + "\", zone: UTC}\n");
            one.expect(0, "schedule", "add", job.toString());
            one.until(
                    "one has been given the start",
                    () -> !names(client, "QRTZ_FIRED_TRIGGERS").isEmpty());
            boolean firstHasIt =
                    without.contains(names(client, "QRTZ_FIRED_TRIGGERS").getFirst());
            EvacProcess.await("it is nearly time", () -> Instant.now().isAfter(due.minusMillis(50)));
            (firstHasIt ? first : second).destroyForcibly();

            EvacProcess survivor = firstHasIt ? other : one;
            survivor.until("the other fires", () -> !runs(client).isEmpty());
            Instant fired = client.sql("SELECT created FROM evac_run WHERE occurrence LIKE 'once/%'")
                    .query((row, index) -> Instant.ofEpochMilli(row.getLong(1)))
                    .single();
            assertThat(fired).isBetween(due, due.plusSeconds(30));
            String run = runs(client).getFirst();
            DaemonApi api = new DaemonApi(survivor.home());
            survivor.until("it ends", () -> EvacProcess.ENDED.contains(api.state(run)));
            assertThat(api.state(run)).as(survivor.log()).isEqualTo("finished");
            assertThat(runs(client)).hasSize(1);
            assertThat(instance.processes()).isEqualTo(1);
        } finally {
            first.destroyForcibly().waitFor();
            second.destroyForcibly().waitFor();
            source.close();
            instance.kill();
        }
    }

    /** The daemons as Quartz calls them: those that are there, or those that it has given a start to. */
    private static List<String> names(JdbcClient client, String table) {
        return client.sql("SELECT INSTANCE_NAME FROM " + table)
                .query(String.class)
                .list();
    }

    private static List<String> runs(JdbcClient client) {
        return client.sql("SELECT id FROM evac_run WHERE occurrence LIKE 'once/%'")
                .query(String.class)
                .list();
    }
}

package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.journal.DatabaseSettings;
import io.evac.journal.MySql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}

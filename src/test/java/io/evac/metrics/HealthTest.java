package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands at the door for a monitoring, and what does not. */
class HealthTest {
    @TempDir
    static Path folder;

    private static SimulatedDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = new SimulatedDaemon(folder, "--management.endpoints.web.exposure.include=*");
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void healthHasTheDatabaseTheSchedulerAndEveryHostAndAsksNoHost() {
        AtomicInteger calls = new AtomicInteger();
        daemon.world().faults(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                calls.incrementAndGet();
                return Fault.NONE;
            }
        });
        HttpResponse<String> response = daemon.get("/actuator/health");
        JsonNode health = JsonMapper.shared().readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(health.get("status").asString()).isEqualTo("UP");
        JsonNode components = health.get("components");
        assertThat(components.get("database").get("status").asString()).isEqualTo("UP");
        assertThat(components.get("scheduler").get("status").asString()).isEqualTo("UP");
        JsonNode hosts = components.get("hosts").get("details");
        assertThat(hosts.propertyNames()).containsExactlyInAnyOrder("alpha", "beta", "gamma");
        assertThat(hosts.get("alpha").get("survey").asString()).isEqualTo("never");
        assertThat(daemon.get("/actuator/health").body()).isEqualTo(response.body());
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
    void probesHaveAnswersOfTheirOwn(String path) {
        HttpResponse<String> response = daemon.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("UP").doesNotContain("alpha");
        assertThat(response.body().contains("database")).isEqualTo(path.endsWith("readiness"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/prometheus"})
    void nobodyIsToldAnythingWithoutTheToken(String path) {
        HttpResponse<String> response = daemon.get(path, "GET", "0".repeat(64));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("EVAC-591").doesNotContain("UP", "evac_");
    }

    /** Though all are to be exposed, there are no others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/env",
                "/actuator/beans",
                "/actuator/configprops",
                "/actuator/heapdump",
                "/actuator/threaddump",
                "/actuator/loggers",
                "/actuator/metrics",
                "/actuator/mappings",
                "/actuator/conditions",
                "/actuator/info",
                "/actuator/quartz",
                "/actuator/flyway",
                "/actuator/shutdown"
            })
    void nothingElseIsThere(String path) {
        assertThat(daemon.get(path).statusCode()).isEqualTo(404);
        assertThat(daemon.get(path, "POST", "0".repeat(64)).statusCode()).isEqualTo(401);
    }

    @Test
    void withoutItsDatabaseItIsIllAndNotReadyAndNotToBeRestarted(@TempDir Path other) throws Exception {
        try (SimulatedDaemon ill = new SimulatedDaemon(other, "--evac.metrics.fresh=0s")) {
            assertThat(ill.get("/actuator/health").statusCode()).isEqualTo(200);
            ill.loseDatabase();
            HttpResponse<String> response = ill.get("/actuator/health");
            JsonNode database = JsonMapper.shared()
                    .readTree(response.body())
                    .get("components")
                    .get("database");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(database.get("status").asString()).isEqualTo("DOWN");
            assertThat(database.get("details").get("problem").asString()).contains("could not count runs and moves");
            assertThat(ill.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(ill.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(ill.scrape().sum("evac_database_up")).isZero();
            assertThat(ill.scrape().sum("evac_leases")).isNaN();
        }
    }
}

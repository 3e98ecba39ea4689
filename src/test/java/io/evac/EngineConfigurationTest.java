package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.DaemonSettings;
import io.evac.inventory.HostName;
import io.evac.plan.Plans;
import io.evac.run.Hosts;
import io.evac.run.Runs;
import io.evac.schedule.Starter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

class EngineConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void theDaemonStartsAndReportsAHostThatCannotBeReachedAndIsWellItself() throws Exception {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("hosts.yaml"), """
                hosts:
                  - name: alpha
                    address: 127.0.0.1
                    port: 1
                    driver: files
                    files: {root: /srv/evac}
                ssh: {identity: id_ed25519, knownHosts: known_hosts}
                """);
        DaemonSettings settings =
                new DaemonSettings(Files.createDirectories(folder.resolve("home")), config, 0, Optional.empty(), true);
        try (ConfigurableApplicationContext context = EvacApplication.start(settings, List.of())) {
            assertThat(context.getBean(Runs.class).interrupted()).isEmpty();
            assertThat(context.getBean(Plans.class).list()).isEmpty();
            assertThat(context.getBean(Starter.class)).isNotNull();
            Hosts hosts = context.getBean(Hosts.class);
            assertThat(hosts.list())
                    .singleElement()
                    .satisfies(view -> assertThat(view.problem()).isPresent());
            HealthEndpoint health = context.getBean(HealthEndpoint.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.healthForPath("hosts").getStatus().getCode()).isEqualTo("SOME_UNREACHABLE");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("evac.host.reachable")
                            .tag("host", "alpha")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(hosts.doctor(List.of(new HostName("alpha"))))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.remedy().orElseThrow()).startsWith("Maybe"));
        }
    }

    @Test
    void aDaemonWithoutItsDatabaseSaysSoAndWhatToDo() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int exit = EvacApplication.serve(
                new DaemonSettings(folder.resolve("home"), folder, 0, Optional.empty(), true),
                List.of("--evac.database.url=jdbc:mysql://127.0.0.1:1/evac", "--evac.database.patience=1ms"),
                new PrintStream(told, true, StandardCharsets.UTF_8),
                () -> {
                    throw new AssertionError("it does not answer");
                });
        assertThat(exit).isEqualTo(7);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("evac: the database does not answer")
                .contains("Maybe")
                .endsWith("[EVAC-522]" + System.lineSeparator())
                .hasLineCount(1);
    }
}

package io.evac.driver.files;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.RunState;
import io.evac.inventory.SurveyException;
import io.evac.remote.tree.LocalShell;
import io.evac.remote.tree.TwoHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {
    @TempDir
    Path dir;

    TwoHosts hosts;

    @BeforeEach
    void build() throws IOException {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
        ctl(hosts.home, 0);
    }

    private static void ctl(Path directory, int status) {
        sh(directory, "printf '#!/bin/sh\nexit " + status + "\n' > ctl; chmod +x ctl");
    }

    private HostReport survey() throws SurveyException {
        return new Survey(hosts.shells(), 2).survey(hosts.alpha);
    }

    private Path instance(String name, String yaml) throws IOException {
        Path directory = Files.createDirectories(dir.resolve("a").resolve(name));
        Files.writeString(directory.resolve("instance.yaml"), yaml);
        return directory;
    }

    @Test
    void whatIsThereIsToldInTwoRoundTrips() throws Exception {
        ctl(
                instance(
                        "db",
                        "start: ./ctl start\nstop: ./ctl stop\nstatus: ./ctl status 'two words'\nautostart: true"),
                3);
        ctl(instance("odd", "start: ./ctl start\nstop: ./ctl stop\nstatus: ./ctl status"), 1);
        Files.createDirectories(dir.resolve("a/no-instance"));
        Files.createDirectories(dir.resolve("a/.evac/away/parked"));
        Files.writeString(dir.resolve("a/.evac/away/parked/instance.yaml"), "start: x");
        hosts.alphaShell.commands.set(0);

        HostReport report = survey();

        assertThat(hosts.alphaShell.commands).hasValue(2);
        assertThat(report.instances()).extracting(i -> i.ref().name().value()).containsExactly("db", "odd", "web");
        assertThat(report.instances())
                .extracting(Instance::running)
                .containsExactly(RunState.STOPPED, RunState.UNKNOWN, RunState.RUNNING);
        Instance web = report.instances().get(2);
        assertThat(web.types()).containsExactly("semi-live", "cold");
        assertThat(web.resizable())
                .as("no column of a list is silently disobeyed")
                .isEmpty();
        assertThat(web.need().memory()).isEqualTo(ByteSize.parse("64MiB"));
        assertThat(web.need().disk().bytes()).isPositive();
        assertThat(web.problems()).isEmpty();
        assertThat(report.instances().get(0).autostart()).isTrue();
        assertThat(report.capacity().cpus()).isPositive();
        assertThat(report.capacity().memory().bytes()).isGreaterThan(1 << 20);
        assertThat(report.capacity().disk().bytes())
                .isGreaterThan(report.used().disk().bytes());
        assertThat(report.facts()).containsKeys("system", "tar", "rsync", "ssh", "disk free");
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void aNameThatIsNoNameIsAWarning() throws Exception {
        instance("bad name\n; rm -rf", TwoHosts.DEFINITION);
        assertThat(survey().warnings())
                .singleElement()
                .asString()
                .contains("bad name")
                .doesNotContain("\n");
        assertThat(survey().instances()).hasSize(1);
    }

    @Test
    void theFingerprintChangesWithTheDefinitionAndNotWithData() throws Exception {
        String before = survey().instances().getFirst().fingerprint();
        sh(hosts.home, "mkdir -p data; echo x > data/x");
        assertThat(survey().instances().getFirst().fingerprint()).isEqualTo(before);
        sh(hosts.home, "echo 'cpus: 2' >> instance.yaml");
        assertThat(survey().instances().getFirst().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void aRootThatIsNotThereIsSaidSo() {
        sh(dir, "rm -rf a");
        assertThatThrownBy(this::survey)
                .isInstanceOfSatisfying(
                        SurveyException.class, e -> assertThat(e.remedy()).startsWith("Maybe"));
    }

    @Test
    void aStatusThatHangsIsUnknown() throws Exception {
        sh(hosts.home, "printf '#!/bin/sh\nexec sleep 60\n' > ctl");
        assertThat(survey().instances().getFirst().running()).isEqualTo(RunState.UNKNOWN);
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyedHostsTest {
    @TempDir
    Path home;

    @Test
    void aHostIsFoundWithWhyItCouldNotBeSurveyedAndAnUnknownOneIsNot() {
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.hosts().find(new HostName("nobody"))).isEmpty();
            assertThat(world.hosts().find(new HostName("h1"))).hasValueSatisfying(view -> {
                assertThat(view.host().name()).isEqualTo(new HostName("h1"));
                assertThat(view.report()).isEmpty();
                assertThat(view.problem().orElseThrow()).contains("Maybe ");
            });
        }
    }

    @Test
    void whatTheDoctorFindsAndItsRemedyAreTwoSentencesWithOneFullStopBetweenThem() {
        // No driver is there that could survey it.
        try (RunWorld world = new RunWorld(home)) {
            assertThat(world.hosts().doctor(List.of(new HostName("h1"))))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.text()).startsWith("unexpected ").doesNotEndWith(".");
                        assertThat(finding.remedy().orElseThrow()).startsWith("Maybe ");
                    });
        }
    }
}

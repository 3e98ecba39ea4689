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

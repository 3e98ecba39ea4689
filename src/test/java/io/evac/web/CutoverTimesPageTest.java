package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** A daemon whose zone changes its clocks. */
class CutoverTimesPageTest {
    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    static class Berlin {
        @Bean
        @Primary
        Clock clock() {
            return Clock.system(ZoneId.of("Europe/Berlin"));
        }
    }

    @Test
    void a_cutover_at_a_time_that_the_clocks_skip_is_refused() throws Exception {
        try (SimulatedDaemon daemon = new SimulatedDaemon(folder, "--spring.main.sources=" + Berlin.class.getName())) {
            Reader approver = new Reader(daemon, Role.ADMIN);
            Element form = Reader.form(approver.get("/"), "Cordon beta").attr("action", "/runs/R-1/at");
            String told = approver.press(form, Map.of("at", "2037-03-29T02:30")).text();
            assertThat(approver.status()).isEqualTo(400);
            assertThat(told).contains("2037-03-29T02:30 does not exist in Europe/Berlin", "Maybe 2037-03-29T03:30");
            assertThat(approver.press(form, Map.of("at", "2037-03-29T03:30")).text())
                    .contains("there is no run R-1");
        }
    }
}

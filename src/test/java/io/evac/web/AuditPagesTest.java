package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.AuditTrail;
import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What was asked for, as a page. */
class AuditPagesTest {
    private static final int KEPT = 150;

    @TempDir
    Path folder;

    /** A trail with fixed entries. */
    @Configuration(proxyBeanMethods = false)
    static class FixedTrail {
        @Bean
        @Primary
        AuditTrail fixedTrail() {
            return new AuditTrail() {
                @Override
                public void add(Deed deed) {}

                @Override
                public List<Entry> entries(Query query) {
                    return LongStream.iterate(Math.min(KEPT, query.before().orElse(KEPT + 1) - 1), n -> n - 1)
                            .takeWhile(number -> number > 0)
                            .mapToObj(number -> new Entry(number, Instant.EPOCH, deed(number)))
                            .filter(entry -> query.outcome().isEmpty()
                                    || query.outcome().get() == entry.deed().outcome())
                            .limit(query.limit())
                            .toList();
                }
            };
        }

        private static AuditTrail.Deed deed(long number) {
            return new AuditTrail.Deed(
                    "<script>jo</script>",
                    "session",
                    "127.0.0.1",
                    "POST",
                    "run-apply",
                    "R-" + number,
                    Optional.of("9f3c"),
                    Optional.of("'\"><b>why</b>"),
                    number % 2 == 0 ? 303 : 403);
        }
    }

    @Test
    void entries_are_filtered_paged_and_escaped() throws Exception {
        try (SimulatedDaemon daemon =
                new SimulatedDaemon(folder, "--spring.main.sources=" + FixedTrail.class.getName())) {
            Reader owner = new Reader(daemon, Role.APPROVER);
            Document page = owner.get("/audit");
            assertThat(page.select("tbody tr")).hasSize(100);
            assertThat(page.select("tbody tr").first().text())
                    .contains("<script>jo</script>", "R-150", "'\"><b>why</b>");
            assertThat(page.select("main script, main b")).isEmpty();
            assertThat(owner.get(page.select("a[rel=next]").attr("href")).select("tbody tr"))
                    .hasSize(50);
            Document refused = owner.press(Reader.form(page, "Show these entries"), Map.of("outcome", "refused"));
            assertThat(refused.select("tbody tr")).hasSize(75);
        }
    }
}

package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedCountsTest {
    @TempDir
    private Path home;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ListedCounts counts = new ListedCounts(clock);
    private TestDatabase db;
    private String run = "";

    @BeforeEach
    void open() {
        db = TestDatabase.in(home);
        run = db.runs()
                .create(Plans.of("i", "alpha", "beta", 2), Optional.empty(), "t")
                .id()
                .value();
    }

    @AfterEach
    void close() {
        db.close();
    }

    private Map<String, Integer> listed(String state) {
        return db.database()
                .transact("count", client -> counts.of(client, Map.of(run, state)))
                .getOrDefault(run, Map.of());
    }

    private void verifyAll() {
        db.database()
                .transact(
                        "verify all",
                        client -> client.sql("UPDATE evac_migration SET state = 'VERIFIED'")
                                .update());
    }

    @Test
    void many_who_ask_cost_one_count_for_a_quarter_of_a_second() {
        assertThat(listed("running")).isEqualTo(Map.of("planned", 2));
        verifyAll();
        clock.pause(Duration.ofMillis(249));
        assertThat(listed("running")).isEqualTo(Map.of("planned", 2));
        clock.pause(Duration.ofMillis(1));
        assertThat(listed("running")).isEqualTo(Map.of("verified", 2));
    }

    @Test
    void a_run_in_another_state_is_counted_anew() {
        assertThat(listed("running")).isEqualTo(Map.of("planned", 2));
        verifyAll();
        assertThat(listed("finished")).isEqualTo(Map.of("verified", 2));
    }
}

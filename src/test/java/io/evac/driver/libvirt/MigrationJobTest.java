package io.evac.driver.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationJobTest {
    /** As libvirt 9.0 says it. */
    private static final String SAID = """
            Job type: 2

            operation: 5
            time_elapsed: 7182
            downtime: 4723
            data_total: 102440960
            data_processed: 112000000
            data_remaining: 45842432
            memory_bps: 16619346
            memory_dirty_rate: 3668
            memory_iteration: 2

            """;

    @Test
    void tellsWhatWasCarriedAndWhatIsLeftOfMemoryAndDisks() {
        assertThat(MigrationJob.read(SAID)).contains(new MigrationJob(112_000_000, 45_842_432));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Job type: 0\n",
                "",
                "operation: 3\ndata_processed: 1\ndata_remaining: 1\n",
                "operation: 5\ndata_processed: 1\n",
                "operation: 5\ndata_processed: -1\ndata_remaining: 1\n",
                "operation: 5\ndata_processed: 9999999999999999999\ndata_remaining: 1\n",
                "operation: 5\ndata_processed: 1e9\ndata_remaining: 1\n"
            })
    void whatIsNoDomainThatLeavesTellsNothing(String said) {
        assertThat(MigrationJob.read(said)).isEmpty();
    }

    @Test
    void theLastPauseIsAQuarterOfTheBudgetWithinBounds() {
        assertThat(DomainHandOvers.pause(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(2));
        assertThat(DomainHandOvers.pause(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(DomainHandOvers.pause(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(300));
    }
}

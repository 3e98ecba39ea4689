package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Phase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {
    private final Meter meter = new Meter();

    @Test
    void rate_and_eta_follow_the_last_seconds() {
        meter.bytes(Phase.FULL_SYNC, 0, 10_000, 0);
        meter.bytes(Phase.FULL_SYNC, 1_000, 10_000, 1_000);
        meter.bytes(Phase.FULL_SYNC, 2_000, 10_000, 2_000);
        Meter.Reading reading = meter.read(2_000);
        assertThat(reading.rate()).isEqualTo(1_000);
        assertThat(reading.eta()).contains(Instant.ofEpochMilli(10_000));
    }

    @Test
    void a_transfer_that_stands_still_has_no_rate_and_no_eta() {
        meter.bytes(Phase.FULL_SYNC, 0, 10_000, 0);
        meter.bytes(Phase.FULL_SYNC, 5_000, 10_000, 1_000);
        Meter.Reading reading = meter.read(60_000);
        assertThat(reading.rate()).isZero();
        assertThat(reading.eta()).isEmpty();
        assertThat(reading.done()).isEqualTo(5_000);
    }

    @Test
    void another_transfer_begins_its_own_measurement() {
        meter.bytes(Phase.FULL_SYNC, 0, 100_000, 0);
        meter.bytes(Phase.FULL_SYNC, 100_000, 100_000, 1_000);
        meter.bytes(Phase.INCREMENTAL_SYNC, 0, 500, 2_000);
        meter.bytes(Phase.INCREMENTAL_SYNC, 100, 500, 3_000);
        assertThat(meter.read(3_000).rate()).isEqualTo(100);
    }

    @Test
    void an_estimate_that_was_too_low_is_corrected_and_an_unknown_one_gives_no_eta() {
        meter.bytes(Phase.FULL_SYNC, 0, 10, 0);
        meter.bytes(Phase.FULL_SYNC, 50, 10, 1_000);
        assertThat(meter.read(1_000).total()).isEqualTo(50);
        meter.bytes(Phase.FULL_SYNC, 60, 0, 2_000);
        assertThat(meter.read(2_000).eta()).isEmpty();
    }

    @Test
    void waiting_ends_when_bytes_come() {
        meter.waiting("slot on alpha (2/2 busy)", 0);
        assertThat(meter.read(0).waitingFor()).contains("slot on alpha (2/2 busy)");
        meter.bytes(Phase.FULL_SYNC, 1, 10, 1);
        assertThat(meter.read(1).waitingFor()).isEmpty();
        assertThat(meter.takeChange()).isTrue();
        assertThat(meter.takeChange()).isFalse();
    }
}

package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {
    private final Meter meter = new Meter();

    @Test
    void rate_and_eta_follow_the_last_seconds() {
        meter.bytes(Phase.FULL_SYNC, 0, 10_000, 0);
        meter.bytes(Phase.FULL_SYNC, 1_000, 10_000, 1_000);
        meter.bytes(Phase.FULL_SYNC, 2_000, 10_000, 2_000);
        Meter.Reading reading = meter.read(2_000, 0);
        assertThat(reading.rate()).isEqualTo(1_000);
        assertThat(reading.eta()).contains(Instant.ofEpochMilli(10_000));
    }

    @Test
    void a_transfer_that_stands_still_has_no_rate_and_no_eta() {
        meter.bytes(Phase.FULL_SYNC, 0, 10_000, 0);
        meter.bytes(Phase.FULL_SYNC, 5_000, 10_000, 1_000);
        Meter.Reading reading = meter.read(60_000, 0);
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
        assertThat(meter.read(3_000, 0).rate()).isEqualTo(100);
    }

    @Test
    void an_estimate_that_was_too_low_is_corrected_and_an_unknown_one_gives_no_eta() {
        meter.bytes(Phase.FULL_SYNC, 0, 10, 0);
        meter.bytes(Phase.FULL_SYNC, 50, 10, 1_000);
        assertThat(meter.read(1_000, 0).total()).isEqualTo(50);
        meter.bytes(Phase.FULL_SYNC, 60, 0, 2_000);
        assertThat(meter.read(2_000, 0).eta()).isEmpty();
    }

    @Test
    void waiting_ends_when_bytes_come() {
        meter.waiting("slot on alpha (2/2 busy)", 0);
        assertThat(meter.read(0, 0).waitingFor()).contains("slot on alpha (2/2 busy)");
        meter.bytes(Phase.FULL_SYNC, 1, 10, 1);
        assertThat(meter.read(1, 0).waitingFor()).isEmpty();
        assertThat(meter.takeChange()).isTrue();
        assertThat(meter.takeChange()).isFalse();
    }

    @Test
    void every_transfer_counts_and_none_runs_backwards() {
        meter.bytes(Phase.FULL_SYNC, 0, 1_000, 0);
        meter.bytes(Phase.FULL_SYNC, 400, 1_000, 100);
        meter.bytes(Phase.FULL_SYNC, 0, 600, 200);
        assertThat(reading()).as("cut and begun again").isEqualTo("400/1000");
        meter.bytes(Phase.FULL_SYNC, 600, 600, 300);
        meter.bytes(Phase.INCREMENTAL_SYNC, 0, 50, 400);
        assertThat(reading()).as("a round that is to carry 50").isEqualTo("1000/1050");
        meter.bytes(Phase.INCREMENTAL_SYNC, 50, 50, 500);
        meter.bytes(Phase.INCREMENTAL_SYNC, 0, 80, 600);
        meter.bytes(Phase.INCREMENTAL_SYNC, 80, 80, 700);
        meter.bytes(Phase.FINAL_SYNC, 0, 0, 800);
        assertThat(reading()).as("nothing is left").isEqualTo("1130/1130");
    }

    @Test
    void a_transfer_that_carries_less_than_expected_corrects_the_whole() {
        meter.bytes(Phase.FULL_SYNC, 0, 1_000, 0);
        meter.bytes(Phase.FULL_SYNC, 900, 900, 100);
        assertThat(reading()).isEqualTo("900/900");
    }

    @Test
    void what_a_process_before_this_one_carried_comes_on_top_once() {
        meter.bytes(Phase.INCREMENTAL_SYNC, 0, 50, 0);
        meter.bytes(Phase.INCREMENTAL_SYNC, 30, 50, 100);
        assertThat(meter.read(100, 1_000).done()).as("not read yet").isEqualTo(1_030);
        meter.carriedBefore(1_000);
        meter.carriedBefore(1_030);
        assertThat(meter.read(100, 1_030).done()).as("written meanwhile").isEqualTo(1_030);
        assertThat(meter.read(100, 1_030).total()).isEqualTo(1_050);
    }

    @Test
    void only_what_is_written_down_and_not_in_a_transfer_is_forgotten_soon() {
        Duration hour = Duration.ofHours(1);
        Duration week = Duration.ofDays(7);
        meter.bytes(Phase.FULL_SYNC, 10, 100, 0);
        assertThat(meter.stale(week.toMillis() + 1, hour, week))
                .as("not written")
                .isFalse();
        assertThat(meter.takeChange()).isTrue();
        assertThat(meter.stale(hour.toMillis() + 1, hour, week)).as("hangs").isFalse();
        assertThat(meter.stale(week.toMillis() + 1, hour, week)).isTrue();
        meter.bytes(Phase.FULL_SYNC, 100, 100, 0);
        assertThat(meter.takeChange()).isTrue();
        assertThat(meter.stale(hour.toMillis() + 1, hour, week)).isTrue();
    }

    private String reading() {
        Meter.Reading reading = meter.read(1_000, 0);
        return reading.done() + "/" + reading.total();
    }
}

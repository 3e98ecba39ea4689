package io.evac.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class LocalTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static LocalDateTime at(String local) {
        return LocalDateTime.parse(local);
    }

    @Test
    void whatTheClocksSkipIsRefusedWithWhatThereIs() {
        for (String skipped : new String[] {"2027-03-28T02:00", "2027-03-28T02:59:59"}) {
            assertThatThrownBy(() -> LocalTimes.instant(at(skipped), BERLIN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 2027-03-28T02:00 to 2027-03-28T03:00")
                    .hasMessageContaining("Maybe 2027-03-28T03:");
        }
        assertThat(LocalTimes.instant(at("2027-03-28T01:59"), BERLIN)).isEqualTo(Instant.parse("2027-03-28T00:59:00Z"));
        assertThat(LocalTimes.instant(at("2027-03-28T03:00"), BERLIN)).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));
    }

    @Test
    void whatComesTwiceMeansTheSecondAndSaysSo() {
        assertThat(LocalTimes.instant(at("2026-10-25T02:30"), BERLIN)).isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
        assertThat(LocalTimes.twice(at("2026-10-25T02:30"), BERLIN).orElseThrow())
                .endsWith("2026-10-25T02:30+01:00");
        assertThat(LocalTimes.twice(at("2026-10-25T03:00"), BERLIN)).isEmpty();
        assertThat(LocalTimes.twice(at("2027-03-28T02:30"), BERLIN)).isEmpty();
    }
}

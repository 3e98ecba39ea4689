package io.evac.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "200Mbit", "1Gbit", "08:00-18:00=100Mbit", "08:00-18:00=100Mbit,18:00-08:00=1Gbit"})
    void itIsWrittenAsItIsRead(String text) {
        assertThat(Bandwidth.parse(text)).hasToString(text);
        assertThat(Bandwidth.parse(Bandwidth.parse(text).toString())).isEqualTo(Bandwidth.parse(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 400, 999, 1500, 1_500_000, 2_499_000, 1_000_000_000, 1_500_000_000, 123_456_789_012L})
    void noBitOfARateIsLost(long bits) {
        Bandwidth always = Bandwidth.always(new Rate(bits));
        assertThat(Bandwidth.parse(always.toString())).isEqualTo(always);
        Bandwidth evening = new Bandwidth(List.of(
                new Bandwidth.Entry(LocalTime.of(18, 0), LocalTime.of(18, 0), new Rate(bits)),
                new Bandwidth.Entry(LocalTime.MIDNIGHT, LocalTime.of(6, 30), new Rate(bits))));
        assertThat(Bandwidth.parse(evening.toString())).isEqualTo(evening);
    }

    @Test
    void aTimetableHoldsByTheTimeOfDayAndOverMidnight() {
        Bandwidth timetable = Bandwidth.parse("08:00-18:00=100Mbit, 22:00-02:00=1Gbit");
        assertThat(timetable.at(LocalTime.of(8, 0))).contains(Rate.parse("100Mbit"));
        assertThat(timetable.at(LocalTime.of(18, 0))).isEmpty();
        assertThat(timetable.at(LocalTime.of(1, 59))).contains(Rate.parse("1Gbit"));
        assertThat(timetable.at(LocalTime.of(2, 0))).isEmpty();
        assertThat(Bandwidth.parse("18:00-24:00=1Gbit")).hasToString("18:00-00:00=1Gbit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "much",
                "0Mbit",
                "8:00-18:00=1Gbit",
                "24:00-08:00=1Gbit",
                "08:00=1Gbit",
                "08:00-18:00=",
                "08:00-18:00=1Gbit,",
                "08:00-18:00=none",
                "999999999999Gbit"
            })
    void everythingElseIsRefusedWithARemedy(String text) {
        assertThatThrownBy(() -> Bandwidth.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe");
    }

    @Test
    void aDayHasNoMoreThanTwentyFourLimits() {
        String all = String.join(",", Collections.nCopies(24, "08:00-18:00=1Gbit"));
        assertThat(Bandwidth.parse(all).entries()).hasSize(24);
        assertThatThrownBy(() -> Bandwidth.parse(all + ",08:00-18:00=1Gbit"))
                .hasMessageContaining("more than 24 limits");
    }
}

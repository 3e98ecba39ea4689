package io.evac.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.HostScope;
import io.evac.plan.Policy;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Schedules.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule cron(String cron) {
        return new Schedule(
                "s",
                "l.csv",
                new byte[0],
                Policy.DEFAULT,
                Optional.empty(),
                Optional.of(cron),
                BERLIN,
                true,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
    }

    private static Schedule at(String local) {
        return new Schedule(
                "s",
                "l.csv",
                new byte[0],
                Policy.DEFAULT,
                Optional.of(LocalDateTime.parse(local)),
                Optional.empty(),
                BERLIN,
                true,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
    }

    private static Limits hours(int hours, Duration ahead) {
        return new Limits(
                Optional.empty(),
                Optional.of(Duration.ofHours(hours)),
                Duration.ZERO,
                0,
                Optional.of(new PreSync(ahead, Duration.ZERO, Duration.ZERO)));
    }

    @Test
    void a_window_that_touches_an_event_of_a_calendar_does_not_open() {
        CalendarFile holidays = CalendarsTest.calendar(
                CalendarsTest.event("Boxing Day", "DTSTART;VALUE=DATE:20261227"),
                CalendarsTest.event("Freeze", "DTSTART;VALUE=DATE:20261230", "DTEND;VALUE=DATE:20270110"));
        Schedule weekly = ScheduleRig.windowed(cron("0 0 22 ? * SAT"), hours(4, Duration.ofHours(1)), holidays);
        Instant christmas = Instant.parse("2026-12-26T21:00:00Z");
        assertThat(Times.closedBy(weekly, christmas).map(Calendars.Event::name)).contains("Boxing Day");
        assertThat(Times.next(weekly, Instant.parse("2026-12-18T00:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-12-19T21:00:00Z"),
                        Instant.parse("2027-01-16T21:00:00Z"),
                        Instant.parse("2027-01-23T21:00:00Z"));
        assertThat(Times.open(weekly, christmas.plusSeconds(60))).isEmpty();
        assertThat(Times.startsAt(weekly, christmas)).isFalse();
        CalendarFile always = CalendarsTest.calendar(
                CalendarsTest.event("for ever", "DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=DAILY"));
        assertThat(Times.after(
                        ScheduleRig.windowed(cron("0 0 22 ? * SAT"), hours(4, Duration.ZERO), always), christmas))
                .isEmpty();
    }

    @Test
    void a_run_begins_ahead_of_its_window_and_not_before_the_last_one_has_closed() {
        Instant opens = Instant.parse("2026-12-05T21:00:00Z");
        Schedule weekly = ScheduleRig.windowed(cron("0 0 22 ? * SAT"), hours(4, Duration.ofDays(2)));
        assertThat(Times.begins(weekly, opens)).isEqualTo(opens.minus(Duration.ofDays(2)));
        Schedule early = ScheduleRig.windowed(cron("0 0 22 ? * SAT"), hours(4, Duration.ofDays(20)));
        assertThat(Times.begins(early, opens))
                .isEqualTo(opens.minus(Duration.ofDays(7)).plus(Duration.ofHours(4)));
        assertThat(Times.begins(cron("0 0 22 ? * SAT"), opens)).isEqualTo(opens);
    }

    @Test
    void a_weekly_start_keeps_its_local_time_over_the_change_of_clocks() {
        assertThat(Times.next(cron("0 0 22 ? * SAT"), Instant.parse("2026-10-23T00:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-24T20:00:00Z"), Instant.parse("2026-10-31T21:00:00Z"));
    }

    @Test
    void a_local_time_that_the_clocks_skip_is_left_out() {
        assertThat(Times.next(cron("0 30 2 * * ?"), Instant.parse("2027-03-26T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2027-03-27T01:30:00Z"), Instant.parse("2027-03-29T00:30:00Z"));
    }

    @Test
    void a_local_time_that_comes_twice_is_one_start_the_second() {
        assertThat(Times.next(cron("0 30 2 * * ?"), Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T01:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(Times.after(at("2026-10-25T02:30"), Instant.EPOCH)).contains(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void a_single_start_at_a_time_that_does_not_exist_is_refused_with_the_next_that_does() {
        assertThatThrownBy(() -> Times.after(at("2027-03-28T02:30"), Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe 2027-03-28T03:30");
    }

    @Test
    void a_single_start_comes_once() {
        Instant start = Instant.parse("2026-12-05T21:00:00Z");
        assertThat(Times.next(at("2026-12-05T22:00"), start.minusSeconds(1), 5)).containsExactly(start);
        assertThat(Times.next(at("2026-12-05T22:00"), start, 5)).isEmpty();
        assertThat(Times.startsAt(at("2026-12-05T22:00"), start)).isTrue();
        assertThat(Times.startsAt(cron("0 0 22 ? * SAT"), start)).isTrue();
        assertThat(Times.startsAt(cron("0 0 22 ? * SAT"), start.plusSeconds(1))).isFalse();
    }

    @Test
    void what_is_no_cron_expression_is_refused_with_an_example() {
        assertThatThrownBy(() -> Times.after(cron("every friday"), Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every friday")
                .hasMessageContaining("Maybe");
    }

    private static Limits until(String end) {
        return new Limits(Optional.of(LocalDateTime.parse(end)), Optional.empty(), Duration.ZERO, 0, Optional.empty());
    }

    @Test
    void of_two_readings_of_its_end_a_window_has_the_shorter() {
        Schedule night = ScheduleRig.windowed(at("2026-10-24T22:00"), until("2026-10-25T02:30"));
        Window window =
                Times.window(night, Instant.parse("2026-10-24T20:00:00Z")).orElseThrow();
        assertThat(window.closes()).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(window.followed()).isFalse();
    }

    @Test
    void the_night_of_the_change_lasts_as_long_as_its_local_times_say_and_a_duration_as_long_as_it_says() {
        Schedule spring = ScheduleRig.windowed(at("2027-03-27T22:00"), until("2027-03-28T06:00"));
        Window shorter =
                Times.window(spring, Instant.parse("2027-03-27T21:00:00Z")).orElseThrow();
        assertThat(Duration.between(shorter.opens(), shorter.closes())).isEqualTo(Duration.ofHours(7));

        Limits eight = new Limits(
                Optional.empty(), Optional.of(Duration.ofHours(8)), Duration.ofHours(1), 3, Optional.empty());
        Schedule nightly = ScheduleRig.windowed(cron("0 0 22 * * ?"), eight);
        Window window =
                Times.window(nightly, Instant.parse("2027-03-27T21:00:00Z")).orElseThrow();
        assertThat(window.closes()).isEqualTo(Instant.parse("2027-03-28T05:00:00Z"));
        assertThat(window.lockout()).isEqualTo(Instant.parse("2027-03-28T04:00:00Z"));
        assertThat(window.capacity()).isEqualTo(3);
        assertThat(window.followed()).isTrue();
    }

    @Test
    void an_end_that_the_clocks_skip_is_refused() {
        Schedule gap = ScheduleRig.windowed(at("2027-03-27T22:00"), until("2027-03-28T02:30"));
        assertThatThrownBy(() -> Times.window(gap, Instant.parse("2027-03-27T21:00:00Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe 2027-03-28T03:30");
    }

    @Test
    void a_window_is_open_from_its_start_to_its_lockout() {
        Limits night = new Limits(
                Optional.empty(), Optional.of(Duration.ofHours(8)), Duration.ofHours(1), 0, Optional.empty());
        Schedule nightly = ScheduleRig.windowed(cron("0 0 22 * * ?"), night);
        Instant opens = Instant.parse("2026-12-05T21:00:00Z");
        assertThat(Times.open(nightly, opens).orElseThrow().opens()).isEqualTo(opens);
        assertThat(Times.open(nightly, opens.plus(Duration.ofMinutes(419)))
                        .orElseThrow()
                        .opens())
                .isEqualTo(opens);
        assertThat(Times.open(nightly, opens.plus(Duration.ofHours(7)))).isEmpty();
        assertThat(Times.open(nightly, opens.minusMillis(1))).isEmpty();
        Schedule once = ScheduleRig.windowed(at("2026-12-05T22:00"), until("2026-12-06T02:00"));
        assertThat(Times.open(once, opens.plusSeconds(1))).isPresent();
        assertThat(Times.open(once, opens.minusSeconds(1))).isEmpty();
        assertThat(Times.open(cron("0 0 22 * * ?"), opens)).isEmpty();
    }
}

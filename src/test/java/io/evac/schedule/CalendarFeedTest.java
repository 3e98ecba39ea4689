package io.evac.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostScope;
import io.evac.plan.Policy;
import io.evac.schedule.Calendars.Event;
import io.evac.schedule.Schedules.CalendarFile;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalendarFeedTest {
    private static final Instant NOW = Instant.parse("2026-11-27T09:30:00.5Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule schedule(String name, String list, boolean enabled, Optional<Limits> limits) {
        boolean once = limits.isEmpty();
        return new Schedule(
                name,
                list,
                new byte[0],
                Policy.DEFAULT,
                once ? Optional.of(LocalDateTime.parse("2026-12-01T22:00")) : Optional.empty(),
                once ? Optional.empty() : Optional.of("0 0 22 ? * SAT"),
                BERLIN,
                enabled,
                limits,
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
    }

    private static Optional<Limits> fourHours() {
        return Optional.of(new Limits(
                Optional.empty(), Optional.of(Duration.ofHours(4)), Duration.ofMinutes(30), 0, Optional.empty()));
    }

    private static Optional<Event> touching(String feed, String from, String to) {
        return Calendars.touching(
                List.of(new CalendarFile("feed.ics", feed)), Instant.parse(from), Instant.parse(to), BERLIN);
    }

    @Test
    void everyWindowOfThreeMonthsIsAnEventAndAStartWithoutOneIsAMoment() {
        String feed = CalendarFeed.text(
                List.of(
                        schedule("rack7", "rack7.csv", true, fourHours()),
                        schedule("night", "night.csv", true, Optional.empty()),
                        schedule("off", "off.csv", false, fourHours())),
                NOW);
        assertThat(touching(feed, "2026-11-28T20:00:00Z", "2026-11-28T21:30:00Z"))
                .contains(new Event(
                        "Evac: rack7", Instant.parse("2026-11-28T21:00:00Z"), Instant.parse("2026-11-29T01:00:00Z")));
        assertThat(touching(feed, "2026-12-01T21:00:00Z", "2026-12-01T21:00:00Z"))
                .contains(new Event(
                        "Evac: night", Instant.parse("2026-12-01T21:00:00Z"), Instant.parse("2026-12-01T21:00:00Z")));
        assertThat(feed.split("SUMMARY:Evac: rack7", -1)).hasSize(14);
        assertThat(feed.replace("\r\n ", ""))
                .contains("UID:rack7/2026-11-28T21:00:00Z\r\n", "DTSTAMP:20261127T093000Z\r\n")
                .contains("no cutover begins after")
                .doesNotContain("off.csv");
    }

    @Test
    void aWindowThatIsOpenStaysUntilItsLockout() {
        List<Schedule> schedules = List.of(schedule("rack7", "rack7.csv", true, fourHours()));
        Instant within = Instant.parse("2026-11-28T23:00:00Z");
        assertThat(CalendarFeed.text(schedules, within)).contains("UID:rack7/2026-11-28T21:00:00Z\r\n");
        Instant behind = Instant.parse("2026-11-29T00:40:00Z");
        assertThat(CalendarFeed.text(schedules, behind)).doesNotContain("UID:rack7/2026-11-28");
    }

    @Test
    void aListsNameIsTextWhateverItHolds() {
        String feed = CalendarFeed.text(
                List.of(schedule("rack7", "a\r\nEND:VEVENT\r\nX:;,\\ä".repeat(5), true, Optional.empty())), NOW);
        assertThat(feed.split("END:VEVENT\r\n", -1)).hasSize(2);
        assertThat(feed.split("\r\n")).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(75));
        assertThat(touching(feed, "2026-12-01T21:00:00Z", "2026-12-01T21:00:00Z"))
                .isPresent();
    }

    @Test
    void nothingToComeIsAnEmptyCalendar() {
        assertThat(CalendarFeed.text(List.of(), NOW))
                .startsWith("BEGIN:VCALENDAR\r\nPRODID:")
                .contains("VERSION:2.0\r\n")
                .endsWith("END:VCALENDAR\r\n");
    }
}

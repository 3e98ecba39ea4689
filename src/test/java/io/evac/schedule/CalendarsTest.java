package io.evac.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.schedule.Calendars.Event;
import io.evac.schedule.Schedules.CalendarFile;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalendarsTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    static CalendarFile calendar(String... events) {
        String text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + String.join("", events) + "END:VCALENDAR\n";
        return new CalendarFile("holidays.ics", text);
    }

    static String event(String name, String... lines) {
        return "BEGIN:VEVENT\nUID:" + name + "\nDTSTAMP:20260101T000000Z\nSUMMARY:" + name + "\n"
                + String.join("\n", lines) + "\nEND:VEVENT\n";
    }

    private static Optional<Event> touching(CalendarFile file, String from, String to) {
        return Calendars.touching(List.of(file), Instant.parse(from), Instant.parse(to), NEW_YORK);
    }

    @Test
    void aDayIsOneOfTheScheduleAndComesAgainEveryYearButForItsExceptions() {
        CalendarFile christmas = calendar(event(
                "Christmas",
                "DTSTART;VALUE=DATE:20201225",
                "DTEND;VALUE=DATE:20201227",
                "RRULE:FREQ=YEARLY",
                "EXDATE;VALUE=DATE:20271225",
                "TRANSP:TRANSPARENT"));
        assertThat(touching(christmas, "2026-12-25T04:00:00Z", "2026-12-25T05:00:00Z"))
                .as("until midnight in New York")
                .isEmpty();
        assertThat(touching(christmas, "2026-12-25T04:00:00Z", "2026-12-25T05:00:01Z"))
                .contains(new Event(
                        "Christmas", Instant.parse("2026-12-25T05:00:00Z"), Instant.parse("2026-12-27T05:00:00Z")));
        assertThat(touching(christmas, "2026-12-27T04:59:59Z", "2026-12-27T04:59:59Z"))
                .isPresent();
        assertThat(touching(christmas, "2026-12-27T05:00:00Z", "2026-12-27T09:00:00Z"))
                .isEmpty();
        assertThat(touching(christmas, "2027-12-25T12:00:00Z", "2027-12-25T14:00:00Z"))
                .isEmpty();
    }

    @Test
    void aTimeIsThatOfItsOwnZoneOrOfTheSchedule() {
        CalendarFile file = calendar(
                "BEGIN:VTIMEZONE\nTZID:Works\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
                        + "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n",
                event("floating", "DTSTART:20260601T220000", "DURATION:PT2H"),
                event("utc", "DTSTART:20260701T220000Z", "DTEND:20260701T230000Z"),
                event("named", "DTSTART;TZID=Works:20260801T220000", "DTEND;TZID=Works:20260801T230000"),
                event("berlin", "DTSTART;TZID=Europe/Berlin:20260901T220000", "DURATION:PT1H"));
        assertThat(touching(file, "2026-06-02T03:59:59Z", "2026-06-02T05:00:00Z"))
                .isPresent();
        assertThat(touching(file, "2026-06-02T04:00:00Z", "2026-06-02T05:00:00Z"))
                .isEmpty();
        assertThat(touching(file, "2026-07-01T22:59:00Z", "2026-07-02T00:00:00Z"))
                .isPresent();
        assertThat(touching(file, "2026-08-01T18:00:00Z", "2026-08-01T19:00:00Z"))
                .isEmpty();
        assertThat(touching(file, "2026-08-01T18:00:00Z", "2026-08-01T19:00:01Z"))
                .isPresent();
        assertThat(touching(file, "2026-09-01T20:30:00Z", "2026-09-01T20:40:00Z"))
                .isPresent();
    }

    @Test
    void ofSeveralTheOneThatEndsLastIsToldAndWhatIsCancelledClosesNothing() {
        CalendarFile file = calendar(
                event("short", "DTSTART:20260601T120000Z", "DTEND:20260601T130000Z"),
                event("long", "DTSTART:20260601T110000Z", "DTEND:20260601T190000Z"),
                event("off", "DTSTART:20260601T110000Z", "DTEND:20260603T190000Z", "STATUS:CANCELLED"));
        assertThat(touching(file, "2026-06-01T12:30:00Z", "2026-06-01T14:00:00Z")
                        .map(Event::name))
                .contains("long");
        assertThat(touching(file, "2026-06-01T19:00:00Z", "2026-06-02T14:00:00Z"))
                .isEmpty();
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsLine() {
        assertThatThrownBy(() -> Calendars.check(new CalendarFile("a.ics", "hello")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a.ics\": 1: ");
        assertThatThrownBy(() -> Calendars.check(calendar(event("x", "DTSTART;VALUE=DATE:2026122x"))))
                .hasMessageContaining("\"holidays.ics\": 8: Text")
                .hasMessageContaining("Maybe");
        assertThatThrownBy(() -> Calendars.check(calendar(event("x", "LOCATION:here"))))
                .hasMessageContaining("no DTSTART");
        assertThatThrownBy(
                        () -> Calendars.check(calendar(event("x", "DTSTART:20260601T120000Z", "RRULE:FREQ=SECONDLY"))))
                .hasMessageContaining("more often than daily");
        assertThatThrownBy(() -> Calendars.check(
                        calendar(event("x", "DTSTART:20260601T120000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,1"))))
                .hasMessageContaining("more often than daily");
        assertThatThrownBy(() -> Calendars.check(new CalendarFile("a.ics", "x".repeat(1_000_001))))
                .hasMessageContaining("a million");
    }
}

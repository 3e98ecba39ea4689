package io.evac.schedule;

import io.evac.schedule.Schedules.CalendarFile;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Lets {@code io.evac.fuzz} read calendars, which is this room's own. */
public final class CalendarsOpening {
    private CalendarsOpening() {}

    /** As a schedule that is added has it checked. */
    public static void check(String text) {
        Calendars.check(new CalendarFile("holidays.ics", text));
    }

    /** The event that closes a window. */
    public static Optional<String> touching(String text, Instant from, Instant to, ZoneId zone) {
        return Calendars.touching(List.of(new CalendarFile("holidays.ics", text)), from, to, zone)
                .map(Calendars.Event::name);
    }
}

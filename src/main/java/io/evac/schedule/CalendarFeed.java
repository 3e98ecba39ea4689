package io.evac.schedule;

import io.evac.schedule.Schedules.Schedule;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * What is coming, as iCalendar (RFC 5545). An event's UID is its occurrence's id, so that whoever reads the feed again
 * replaces what it knows; times are in UTC.
 */
final class CalendarFeed {
    private static final Duration HORIZON = Duration.ofDays(92);
    private static final int MOST = 100;

    private CalendarFeed() {}

    /** The starts, or windows, of all schedules that are switched on: of three months, of each at most a hundred. */
    static String text(List<Schedule> schedules, Instant now) {
        List<VEvent> events = schedules.stream()
                .filter(Schedule::enabled)
                .flatMap(schedule -> starts(schedule, now).map(start -> event(schedule, start, now)))
                .toList();
        Calendar calendar = new Calendar(
                new PropertyList(List.of(
                        new ProdId("-//Evac//schedules//EN"),
                        ImmutableVersion.VERSION_2_0,
                        ImmutableCalScale.GREGORIAN)),
                new ComponentList<>(events));
        StringWriter text = new StringWriter();
        try {
            // A feed of nothing is none by the standard, and a good answer all the same.
            new CalendarOutputter(false).output(calendar, text);
            return text.toString();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Also that of a window which is open now. */
    private static Stream<Instant> starts(Schedule schedule, Instant now) {
        Stream<Instant> open = Times.open(schedule, now).map(Window::opens).stream();
        Instant last = now.plus(HORIZON);
        Stream<Instant> next = Stream.iterate(
                        Times.after(schedule, now),
                        start -> start.filter(last::isAfter).isPresent(),
                        start -> Times.after(schedule, start.orElseThrow()))
                .flatMap(Optional::stream);
        return Stream.concat(open, next).limit(MOST);
    }

    private static VEvent event(Schedule schedule, Instant start, Instant now) {
        Optional<Window> window = Times.window(schedule, start);
        String what = window.map(Window::words).orElseGet(() -> "starts " + start.atZone(schedule.zone()));
        List<Property> properties = new ArrayList<>(List.of(
                new Uid(ScheduleStore.Occurrence.id(schedule.name(), start)),
                new DtStamp(now.truncatedTo(ChronoUnit.SECONDS)),
                new DtStart<>(start),
                new Summary("Evac: " + schedule.name()),
                new Description(what + "\nlist " + schedule.listFile())));
        window.map(Window::closes).map(DtEnd::new).ifPresent(properties::add);
        return new VEvent(new PropertyList(properties));
    }
}

package io.evac.schedule;

import io.evac.inventory.Texts;
import io.evac.schedule.Schedules.CalendarFile;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;

/**
 * Events of iCalendar files (RFC 5545), in which no window opens. A date, and a time without a zone, are those of the
 * schedule; an event that is marked free closes like any other, for published holidays are; a cancelled one does not.
 */
final class Calendars {
    private static final int KEPT = 32;
    private static final int LONGEST = 1_000_000;
    private static final int MOST = 5_000;

    /** What ends later on another clock may touch. */
    private static final Period AROUND = Period.ofDays(2);

    /** The library names the line, too. */
    private static final Pattern PREFIX = Pattern.compile("^Error at line \\d+: ?");

    /** A long line goes on behind a blank. */
    private static final Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]");

    private static final Pattern TOO_OFTEN =
            Pattern.compile("(?imd)^[ \\t]*(RRULE|EXRULE)\\b.*(SECONDLY|MINUTELY|HOURLY|BYHOUR|BYMINUTE|BYSECOND)");

    /** The time zones of a calendar that is read are never given back by the library: each is read once. */
    private static final Map<CalendarFile, List<VEvent>> READ = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CalendarFile, List<VEvent>> eldest) {
            return size() > KEPT;
        }
    };

    private Calendars() {}

    /** An event that was found. */
    record Event(String name, Instant begins, Instant ends) {}

    /** @throws IllegalArgumentException for what is no calendar, with its line */
    static void check(CalendarFile file) {
        touching(List.of(file), Instant.EPOCH, Instant.EPOCH, ZoneOffset.UTC);
    }

    /** The event that touches the time from {@code from} to {@code to}; of several the one that ends last. */
    static Optional<Event> touching(Collection<CalendarFile> files, Instant from, Instant to, ZoneId zone) {
        return files.stream().flatMap(file -> touching(file, from, to, zone)).max(Comparator.comparing(Event::ends));
    }

    private static Stream<Event> touching(CalendarFile file, Instant from, Instant to, ZoneId zone) {
        List<VEvent> events = events(file);
        try {
            return events.stream().flatMap(event -> touching(event, from, to, zone)).toList().stream();
        } catch (RuntimeException odd) {
            // The library reads more than it can reckon with, e.g. an event from a day to a time.
            throw refused(file, "", String.valueOf(odd.getMessage()), odd);
        }
    }

    private static Stream<Event> touching(VEvent event, Instant from, Instant to, ZoneId zone) {
        net.fortuna.ical4j.model.Period<?> around = new net.fortuna.ical4j.model.Period<>(
                from.atZone(zone).minus(AROUND), to.atZone(zone).plus(AROUND));
        String name = event.getSummary() == null
                ? "an event without a name"
                : event.getSummary().getValue();
        return event.<Temporal>calculateRecurrenceSet(around).stream()
                .map(time -> new Event(name, instant(time.getStart(), zone), instant(time.getEnd(), zone)))
                .filter(found -> overlap(found, from, to));
    }

    /** What has no length touches at its instant. */
    private static boolean overlap(Event event, Instant from, Instant to) {
        boolean moment = from.equals(to);
        boolean begins = moment ? !event.begins().isAfter(from) : event.begins().isBefore(to);
        boolean isMoment = event.begins().equals(event.ends());
        return begins && (isMoment ? !event.ends().isBefore(from) : event.ends().isAfter(from));
    }

    private static Instant instant(Temporal time, ZoneId zone) {
        return switch (time) {
            case LocalDate day -> day.atStartOfDay(zone).toInstant();
            case LocalDateTime floating -> floating.atZone(zone).toInstant();
            default -> Instant.from(time);
        };
    }

    private static List<VEvent> events(CalendarFile file) {
        synchronized (READ) {
            List<VEvent> known = READ.get(file);
            if (known == null) {
                known = read(file);
                READ.put(file, known);
            }
            return known;
        }
    }

    private static List<VEvent> read(CalendarFile file) {
        if (file.text().length() > LONGEST) {
            throw refused(file, "", "it has more than a million characters", null);
        }
        refuseOften(file);
        try {
            List<VEvent> events = new CalendarBuilder()
                    .build(new StringReader(file.text())).<VEvent>getComponents(Component.VEVENT).stream()
                            .filter(event -> event.getProperty(Property.STATUS)
                                    .filter(status -> status.getValue().equalsIgnoreCase("CANCELLED"))
                                    .isEmpty())
                            .toList();
            if (events.size() > MOST) {
                throw refused(file, "", "it has more than " + MOST + " events", null);
            }
            events.forEach(event -> check(file, event));
            return events;
        } catch (ParserException malformed) {
            throw refused(
                    file,
                    malformed.getLineNo() + ": ",
                    PREFIX.matcher(String.valueOf(malformed.getMessage())).replaceFirst(""),
                    malformed);
        } catch (RefusedException known) {
            throw known;
        } catch (IOException | RuntimeException malformed) {
            // What it cannot read the library refuses with whatever it ran into.
            throw refused(file, "", String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private static void check(CalendarFile file, VEvent event) {
        if (event.getProperty(Property.DTSTART).isEmpty()) {
            throw refused(file, "", "an event has no DTSTART", null);
        }
    }

    /** Before anything is reckoned with: a time zone's rules are, while the file is read. */
    private static void refuseOften(CalendarFile file) {
        Matcher rule = TOO_OFTEN.matcher(FOLD.matcher(file.text()).replaceAll(""));
        if (rule.find()) {
            throw refused(
                    file,
                    "",
                    "something comes more often than daily: "
                            + Texts.quoted(rule.group().strip()),
                    null);
        }
    }

    private static RefusedException refused(
            CalendarFile file, String line, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new RefusedException(
                "not a calendar: " + Texts.quoted(file.name()) + ": " + line + Texts.line(what)
                        + ". Maybe export it again as iCalendar (.ics)",
                cause);
    }

    /** It says already what is wrong with which file. */
    private static final class RefusedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

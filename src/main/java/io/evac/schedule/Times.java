package io.evac.schedule;

import io.evac.inventory.LocalTimes;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Schedules.Schedule;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a schedule starts, in the time of its zone. A local time that the clocks skip does not exist: as {@code at} it is
 * refused, a cron start on it is left out. A local time that comes twice means the second, as
 * Quartz has it.
 */
final class Times {
    /** How far ahead a start is looked for that no calendar closes. */
    private static final Duration HORIZON = Duration.ofDays(3660);

    private Times() {}

    /** The first start after {@code then} whose window no calendar closes; empty when there is none any more. */
    static Optional<Instant> after(Schedule schedule, Instant then) {
        Instant horizon = then.plus(HORIZON);
        Optional<Instant> start = said(schedule, then);
        while (start.isPresent()) {
            Optional<Calendars.Event> event = closedBy(schedule, start.get());
            if (event.isEmpty() || start.get().isAfter(horizon)) {
                return event.isEmpty() ? start : Optional.empty();
            }
            Instant last = event.get().ends().minusMillis(1);
            start = said(schedule, last.isAfter(start.get()) ? last : start.get());
        }
        return start;
    }

    /** The event in which the window that would open then does not. */
    static Optional<Calendars.Event> closedBy(Schedule schedule, Instant opens) {
        return schedule.calendars().isEmpty()
                ? Optional.empty()
                : Calendars.touching(schedule.calendars(), opens, closes(schedule, opens), schedule.zone());
    }

    /** The first start after {@code then}, whatever the calendars say. */
    private static Optional<Instant> said(Schedule schedule, Instant then) {
        if (schedule.at().isPresent()) {
            return Optional.of(LocalTimes.instant(schedule.at().get(), schedule.zone()))
                    .filter(start -> start.isAfter(then));
        }
        CronExpression cron = cron(schedule.cron().orElseThrow(), schedule.zone());
        return Optional.ofNullable(cron.getTimeAfter(Date.from(then))).map(Date::toInstant);
    }

    /**
     * The window that opens then. Of two readings of its end it is the shorter one: a local time that comes twice means the
     * first.
     *
     * @throws IllegalArgumentException for an end that the zone does not have, or a window in which nothing could begin
     */
    static Optional<Window> window(Schedule schedule, Instant opens) {
        return schedule.limits().map(limits -> {
            Instant closes = closes(schedule, opens);
            return new Window(
                    opens,
                    closes.minus(limits.lockout()),
                    closes,
                    limits.capacity(),
                    after(schedule, opens).isPresent(),
                    schedule.zone(),
                    limits.preSync());
        });
    }

    /** When the window ends that opens then; at once where the schedule has none. */
    private static Instant closes(Schedule schedule, Instant opens) {
        Optional<Limits> limits = schedule.limits();
        Optional<LocalDateTime> end = limits.flatMap(Limits::end);
        if (end.isPresent()) {
            LocalTimes.instant(end.get(), schedule.zone());
            return end.get()
                    .atZone(schedule.zone())
                    .withEarlierOffsetAtOverlap()
                    .toInstant();
        }
        return opens.plus(limits.flatMap(Limits::duration).orElse(Duration.ZERO));
    }

    /** When the run of the window that opens then begins: to copy ahead of it, but never before the last one has closed. */
    static Instant begins(Schedule schedule, Instant opens) {
        Optional<Duration> ahead = schedule.limits().flatMap(Limits::preSync).map(PreSync::start);
        if (ahead.isEmpty()) {
            return opens;
        }
        Instant begins = opens.minus(ahead.get());
        Instant last = begins.minus(Duration.between(opens, closes(schedule, opens)));
        for (Optional<Instant> other = after(schedule, last);
                other.filter(it -> it.isBefore(opens)).isPresent();
                other = after(schedule, other.get())) {
            Instant closed = closes(schedule, other.get());
            begins = closed.isAfter(begins) ? closed : begins;
        }
        return begins.isAfter(opens) ? opens : begins;
    }

    /** The window in which cutovers may begin now; empty when there is none, or the schedule has no windows. */
    static Optional<Window> open(Schedule schedule, Instant now) {
        if (schedule.limits().isEmpty()) {
            return Optional.empty();
        }
        Instant begin =
                schedule.limits().flatMap(Limits::duration).map(now::minus).orElse(Instant.EPOCH);
        Optional<Instant> last = Optional.empty();
        Optional<Instant> start = after(schedule, begin);
        while (start.filter(opens -> !opens.isAfter(now)).isPresent()) {
            last = start;
            start = after(schedule, start.get());
        }
        return last.flatMap(opens -> window(schedule, opens)).filter(window -> now.isBefore(window.lockout()));
    }

    /** The next starts after {@code then}, soonest first. */
    static List<Instant> next(Schedule schedule, Instant then, int count) {
        List<Instant> starts = new ArrayList<>();
        Optional<Instant> next = after(schedule, then);
        while (next.isPresent() && starts.size() < count) {
            starts.add(next.get());
            next = after(schedule, next.get());
        }
        return starts;
    }

    /** Whether the schedule starts exactly then. */
    static boolean startsAt(Schedule schedule, Instant then) {
        return after(schedule, then.minusMillis(1)).filter(then::equals).isPresent();
    }

    /** @throws IllegalArgumentException for what is no cron expression */
    static CronExpression cron(String text, ZoneId zone) {
        try {
            CronExpression cron = new CronExpression(text);
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            return cron;
        } catch (ParseException | DateTimeException malformed) {
            throw new IllegalArgumentException(
                    "not a cron expression: \"" + text + "\": " + malformed.getMessage()
                            + ". Maybe write six fields like 0 0 22 ? * SAT (second minute hour day month weekday)",
                    malformed);
        }
    }
}

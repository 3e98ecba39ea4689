package io.evac.schedule;

import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.Schedule;
import java.text.ParseException;
import java.time.DateTimeException;
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
    private Times() {}

    /** The first start after {@code then}; empty when there is none any more. */
    static Optional<Instant> after(Schedule schedule, Instant then) {
        if (schedule.at().isPresent()) {
            return Optional.of(instant(schedule.at().get(), schedule.zone())).filter(start -> start.isAfter(then));
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
            Instant closes = limits.end()
                    .map(end -> {
                        instant(end, schedule.zone());
                        return end.atZone(schedule.zone())
                                .withEarlierOffsetAtOverlap()
                                .toInstant();
                    })
                    .orElseGet(() -> opens.plus(limits.duration().orElseThrow()));
            return new Window(
                    opens,
                    closes.minus(limits.lockout()),
                    closes,
                    limits.capacity(),
                    after(schedule, opens).isPresent(),
                    schedule.zone());
        });
    }

    /** The window in which cutovers may begin now; empty when there is none, or the schedule has no windows. */
    static Optional<Window> open(Schedule schedule, Instant now) {
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

    /** @throws IllegalArgumentException for a local time that the zone does not have */
    static Instant instant(LocalDateTime local, ZoneId zone) {
        if (zone.getRules().getValidOffsets(local).isEmpty()) {
            throw new IllegalArgumentException(
                    local + " does not exist in " + zone + ", the clocks are set forward then. Maybe "
                            + local.atZone(zone).toLocalDateTime());
        }
        return local.atZone(zone).withLaterOffsetAtOverlap().toInstant();
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

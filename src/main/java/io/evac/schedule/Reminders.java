package io.evac.schedule;

import io.evac.inventory.Durations;
import io.evac.schedule.Schedules.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reminds people of starts to come, once of each. */
final class Reminders {
    private static final Logger LOG = LoggerFactory.getLogger(Reminders.class);

    /** Starts ahead of which people may be reminded at once. */
    private static final int MOST = 10;

    private final ScheduleStore store;
    private final Clock clock;

    Reminders(ScheduleStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** One look at every schedule; one's trouble is not another's. */
    void look() {
        for (Schedule schedule : store.all()) {
            try {
                if (schedule.enabled()) {
                    schedule.reminder().ifPresent(ahead -> look(schedule, ahead));
                }
            } catch (RuntimeException trouble) {
                LOG.warn("schedule {}: people are reminded of it later", schedule.name(), trouble);
            }
        }
    }

    private void look(Schedule schedule, Duration ahead) {
        Instant now = clock.instant();
        Times.next(schedule, now, MOST).stream()
                .filter(start -> !now.isBefore(start.minus(ahead)))
                .forEach(start -> store.remind(schedule.name(), start, words(schedule, start, now)));
    }

    private static String words(Schedule schedule, Instant start, Instant now) {
        String left =
                Durations.text(Duration.ofMinutes(Duration.between(now, start).toMinutes()));
        return Times.window(schedule, start)
                        .map(window -> "the window opens in " + left + ": " + window.words())
                        .orElseGet(() -> "it starts in " + left + ": " + start.atZone(schedule.zone()))
                + "; list " + schedule.listFile();
    }
}

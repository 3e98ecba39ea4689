package io.evac.web;

import io.evac.schedule.Schedules;
import io.evac.schedule.Schedules.Schedule;
import io.evac.schedule.Window;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A schedule in a table.
 *
 * @param when its cron expression, or its one start
 * @param hosts that its runs may use, for people; empty for every one
 * @param next its next starts, soonest first
 */
record ScheduleLine(
        String name, String list, boolean enabled, String when, String zone, String hosts, List<Start> next) {
    /**
     * One start.
     *
     * @param window for people; empty when it has none
     */
    record Start(Instant at, Optional<String> window) {}

    static ScheduleLine of(Schedules schedules, Schedule schedule, int count) {
        return new ScheduleLine(
                schedule.name(),
                schedule.listFile(),
                schedule.enabled(),
                schedule.cron().or(() -> schedule.at().map(Object::toString)).orElse(""),
                schedule.zone().getId(),
                schedule.hosts().isEvery() ? "" : "for " + schedule.hosts().told(),
                schedules.next(schedule.name(), count).stream()
                        .map(at -> new Start(at, schedules.window(schedule, at).map(Window::words)))
                        .toList());
    }

    /** Those of them that will start something, the soonest first. */
    static List<ScheduleLine> soonest(Schedules schedules, List<Schedule> planned, int most) {
        return planned.stream()
                .map(schedule -> of(schedules, schedule, 1))
                .filter(line -> !line.next().isEmpty())
                .sorted(Comparator.comparing(line -> line.next().getFirst().at()))
                .limit(most)
                .toList();
    }
}

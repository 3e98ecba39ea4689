package io.evac.schedule;

import io.evac.inventory.HostScope;
import io.evac.plan.Policy;
import io.evac.schedule.Schedules.Limits;
import io.evac.schedule.Schedules.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The windows of schedules, for tests in other packages. */
public final class TestWindows {
    private TestWindows() {}

    /** The next windows of a schedule that recurs, soonest first. */
    public static List<Window> next(
            String cron, ZoneId zone, Duration lasts, Duration lockout, Instant after, int count) {
        Schedule schedule = new Schedule(
                "nights",
                "list.csv",
                new byte[0],
                Policy.DEFAULT,
                Optional.empty(),
                Optional.of(cron),
                zone,
                true,
                Optional.of(new Limits(Optional.empty(), Optional.of(lasts), lockout, 0, Optional.empty())),
                List.of(),
                List.of(),
                Optional.empty(),
                Terms.NONE,
                HostScope.EVERY);
        return Times.next(schedule, after, count).stream()
                .flatMap(opens -> Times.window(schedule, opens).stream())
                .toList();
    }
}

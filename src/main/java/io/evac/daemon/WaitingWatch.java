package io.evac.daemon;

import io.evac.run.Runs;
import io.evac.schedule.Schedules;
import io.evac.schedule.Schedules.Schedule;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of runs that wait for a window which will not come, since their schedule is off, over or gone. */
final class WaitingWatch {
    private final Runs runs;
    private final Schedules schedules;

    WaitingWatch(Runs runs, Schedules schedules) {
        this.runs = runs;
        this.schedules = schedules;
    }

    /** One look at every run that waits. */
    void look() {
        Set<String> known = schedules.list().stream().map(Schedule::name).collect(Collectors.toSet());
        runs.waiting().forEach((run, schedule) -> {
            if (!known.contains(schedule) || schedules.next(schedule, 1).isEmpty()) {
                runs.strand(
                        run,
                        "its schedule " + schedule + " has no further window. Maybe evac resume " + run
                                + " --outside-window; or see evac schedule list");
            }
        });
    }
}

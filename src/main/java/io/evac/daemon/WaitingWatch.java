package io.evac.daemon;

import io.evac.run.Runs;
import io.evac.schedule.Schedules;

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
        runs.waiting().forEach((run, schedule) -> {
            if (schedules.over(schedule)) {
                runs.strand(
                        run,
                        "its schedule " + schedule + " has no further window. Maybe evac resume " + run
                                + " --outside-window; or see evac schedule list");
            }
        });
    }
}

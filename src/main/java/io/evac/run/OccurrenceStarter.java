package io.evac.run;

import io.evac.plan.Plans;
import io.evac.run.RunStore.RunRecord;
import io.evac.schedule.ScheduleStore.Occurrence;
import io.evac.schedule.Starter;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.util.Optional;

/** Plans and starts what a schedule asks for; an occurrence that has a run already keeps it. */
final class OccurrenceStarter implements Starter {
    private final Plans plans;
    private final RunStore store;
    private final BatchRuns runs;

    OccurrenceStarter(Plans plans, RunStore store, BatchRuns runs) {
        this.plans = plans;
        this.store = store;
        this.runs = runs;
    }

    @Override
    public String start(String occurrence, Plans.Request request, Optional<Window> window, Terms terms, String actor) {
        RunRecord run = store.ofOccurrence(occurrence)
                .or(() -> store.unfinished(Occurrence.schedule(occurrence))
                        .filter(it -> window.isPresent() || it.state() == RunState.WAITING))
                .orElseGet(() -> store.create(plans.create(request), Optional.of(occurrence), terms, actor));
        // Without one the schedule has no windows any more.
        window.ifPresentOrElse(
                it -> runs.enterWindow(run.id(), occurrence, it, actor), () -> runs.leaveWindow(run.id(), actor));
        if (run.state() == RunState.PAUSED) {
            throw new Runs.RefusedException(
                    5,
                    "EVAC-547",
                    run.id() + " of this schedule is paused and is not gone on with",
                    "Maybe go on with it: evac resume " + run.id() + "; or cancel it: evac cancel " + run.id());
        }
        return runs.begin(run, actor).value();
    }
}

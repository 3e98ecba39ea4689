package io.evac.run;

import io.evac.plan.Plans;
import io.evac.run.RunStore.RunRecord;
import io.evac.schedule.Starter;
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
    public String start(String occurrence, Plans.Request request, Optional<Window> window, String actor) {
        RunRecord run = store.ofOccurrence(occurrence)
                .or(() -> window.flatMap(it -> store.unfinished(schedule(occurrence))))
                .orElseGet(() -> store.create(plans.create(request), Optional.of(occurrence), actor));
        window.ifPresent(it -> runs.enterWindow(run.id(), occurrence, it, actor));
        return runs.begin(run, actor).value();
    }

    private static String schedule(String occurrence) {
        return occurrence.substring(0, occurrence.indexOf('/'));
    }
}

package io.evac.run;

import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.run.RunStore.RunRecord;
import io.evac.schedule.Starter;
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
    public String start(String occurrence, Plans.Request request, String actor) {
        Optional<RunRecord> known = store.ofOccurrence(occurrence);
        RunRecord run = known.orElseGet(() -> {
            Plan plan = plans.create(request);
            return store.create(plan, Optional.of(occurrence), actor);
        });
        return runs.begin(run, actor).value();
    }
}

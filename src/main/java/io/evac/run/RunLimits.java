package io.evac.run;

import io.evac.inventory.Bandwidth;
import io.evac.migration.Traffic;
import io.evac.plan.PlanId;
import io.evac.run.RunStore.RunRecord;
import java.util.HashSet;
import java.util.Set;

/** Keeps runs to what operators let them send, from the moment that this process works on them. Thread-safe. */
final class RunLimits {
    private final BandwidthStore store;
    private final Traffic traffic;
    private final Set<PlanId> begun = new HashSet<>();

    RunLimits(BandwidthStore store, Traffic traffic) {
        this.store = store;
        this.traffic = traffic;
    }

    synchronized void begin(RunRecord run) {
        traffic.limit(run.plan(), store.of(run.id()));
        begun.add(run.plan());
    }

    synchronized void end(LiveRun run) {
        begun.remove(run.plan().id());
        traffic.forget(run.plan().id());
    }

    synchronized void put(RunRecord run, Bandwidth limit, String actor) {
        store.put(run.id(), limit, actor);
        if (begun.contains(run.plan())) {
            traffic.limit(run.plan(), limit);
        }
    }
}

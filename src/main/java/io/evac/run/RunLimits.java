package io.evac.run;

import io.evac.inventory.Bandwidth;
import io.evac.migration.Traffic;
import io.evac.run.RunStore.RunRecord;

/** Keeps runs to what operators let them send, from the moment that this process works on them. Thread-safe. */
final class RunLimits {
    private final BandwidthStore store;
    private final Traffic traffic;

    RunLimits(BandwidthStore store, Traffic traffic) {
        this.store = store;
        this.traffic = traffic;
    }

    synchronized void begin(RunRecord run) {
        traffic.limit(run.plan(), store.of(run.id()));
    }

    synchronized void end(LiveRun run) {
        traffic.forget(run.plan().id());
    }

    synchronized void put(RunRecord run, Bandwidth limit, String actor) {
        store.put(run.id(), limit, actor);
        traffic.limit(run.plan(), limit);
    }
}

package io.evac.run;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.run.RunStore.RunRecord;
import java.util.Optional;

/** Changes the terms of a run, wherever it stands. */
final class RunTerms {
    private final RunEngine engine;
    private final RunLimits limits;
    private final RunHooks hooks;

    RunTerms(RunEngine engine, RunLimits limits, RunHooks hooks) {
        this.engine = engine;
        this.limits = limits;
        this.hooks = hooks;
    }

    /**
     * Only what is said.
     *
     * @throws Runs.RefusedException when another process works on it, which would not hear of it
     */
    void change(RunRecord run, Optional<Bandwidth> bandwidth, Optional<Hooks> calls, String actor) {
        boolean says = bandwidth.isPresent() || calls.isPresent();
        if (says && engine.live(run.id()).isEmpty() && !engine.abandoned(run.id())) {
            throw engine.elsewhere(run.id());
        }
        bandwidth.ifPresent(limit -> limits.put(run, limit, actor));
        calls.ifPresent(it -> hooks.put(run, it, actor));
    }
}

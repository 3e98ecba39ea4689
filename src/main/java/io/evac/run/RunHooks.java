package io.evac.run;

import io.evac.hook.HookCaller;
import io.evac.hook.Hooks;
import io.evac.inventory.HostName;
import io.evac.migration.BeforeStop;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.Move;
import io.evac.plan.PlanId;
import io.evac.run.RunStore.RunRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Calls the hooks of runs, from the moment that this process works on them. Thread-safe. */
final class RunHooks implements BeforeStop {
    private final HookStore store;
    private final HookCaller caller;
    private final RunStore runs;
    private final Map<PlanId, HookedRun> begun = new ConcurrentHashMap<>();

    RunHooks(HookStore store, HookCaller caller, RunStore runs) {
        this.store = store;
        this.caller = caller;
        this.runs = runs;
    }

    synchronized void begin(LiveRun live) {
        HookedRun run = new HookedRun(live, store, caller, runs);
        live.ahead(run::ahead);
        begun.put(live.plan().id(), run);
    }

    void end(LiveRun live) {
        begun.remove(live.plan().id());
    }

    private Optional<HookedRun> of(PlanId plan) {
        return Optional.ofNullable(begun.get(plan));
    }

    /** For what has not been called yet. */
    synchronized void put(RunRecord run, Hooks hooks, String actor) {
        store.put(run.id(), hooks, actor);
        of(run.plan()).ifPresent(it -> it.hooks(hooks));
    }

    /** Somebody wants moves tried again: hooks that failed for their host, too. */
    void tryAgain(LiveRun live) {
        of(live.plan().id()).ifPresent(HookedRun::tryAgain);
    }

    @Override
    public Answer ask(Move move, boolean homeward) {
        return of(move.id().plan()).map(run -> run.before(move, homeward)).orElse(Answer.NOTHING);
    }

    /** A leg of the move has ended. */
    void walked(LiveRun live, Move move, MoveRecord record) {
        of(live.plan().id()).ifPresent(run -> run.after(move, record));
    }

    /** A partition of the host's moves begins. */
    void enter(LiveRun live, HostName host) {
        of(live.plan().id()).ifPresent(run -> run.enter(host));
    }

    /** It is through. */
    void leave(LiveRun live, HostName host) {
        try {
            of(live.plan().id()).ifPresent(run -> run.leave(host));
        } catch (JournalException gone) {
            live.stop(gone.superseded() ? StopReason.LEASE_LOST : StopReason.DATABASE);
        }
    }

    /** A pass over the run begins, and nothing is walked yet. */
    void settle(LiveRun live) {
        of(live.plan().id()).ifPresent(HookedRun::settle);
    }

    /** Whether the run may not end yet: something was begun, and could not be ended. */
    boolean unended(LiveRun live) {
        return of(live.plan().id()).filter(HookedRun::unended).isPresent();
    }

    /** Nobody works on the run any more, and it may say so: what hooks were called before is over for now. */
    void leave(LiveRun live) {
        if (live.stopReason().mayConclude() && live.mayAct()) {
            of(live.plan().id()).ifPresent(HookedRun::end);
        }
    }
}

package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.MoveId;
import io.evac.schedule.Window;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a run stands when nobody works on it any more, from our own tables. */
final class Conclusion {
    private static final Logger LOG = LoggerFactory.getLogger(Conclusion.class);
    private final RunStore runs;
    private final RunHooks hooks;

    Conclusion(RunStore runs, RunHooks hooks) {
        this.runs = runs;
        this.hooks = hooks;
    }

    /**
     * Writes how the run stands and gives the lease back; writes nothing when somebody else owns the run now. A guard may
     * have refused this run while its lease still held: then nobody works on it, and that is what is written. A lease
     * that ran out may be another's by now, and while the database cannot say whose it is the run is left as it is found.
     */
    void write(LiveRun run) {
        boolean ours = run.stopReason().mayConclude() && run.mayAct();
        if (!ours && !run.lease().stillOurs()) {
            run.stop(StopReason.DATABASE);
            run.lease().abandon();
            return;
        }
        try {
            Map<MoveState, Integer> counts = runs.counts(run.id());
            boolean orderedHome = orderedHome(run);
            RunState state = MoveStates.conclusion(counts, orderedHome, run);
            if (state.ended() && hooks.unended(run)) {
                // It is gone on with, be it only for that.
                state = RunState.INTERRUPTED;
            }
            String rest =
                    orderedHome ? "; a rollback was ordered and has not begun. Maybe: evac resume " + run.id() : "";
            String why = why(run, state, counts) + rest;
            if (state == RunState.INTERRUPTED && run.stopReason() == StopReason.NONE) {
                runs.leave(run.id(), RunEngine.AT_WORK, state, why);
            } else {
                runs.transition(run.id(), RunEngine.AT_WORK, state, "evac", why);
            }
            run.lease().close();
        } catch (RuntimeException databaseAway) {
            LOG.error("{}: its end could not be written; it is found interrupted", run.id(), databaseAway);
            run.stop(StopReason.DATABASE);
            run.lease().abandon();
        }
    }

    /** Whether an order to go home stands that can still be carried out. */
    private boolean orderedHome(LiveRun run) {
        Set<MoveId> ordered = runs.orderedHome(run.id());
        if (ordered.isEmpty()) {
            return false;
        }
        Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(run.id()));
        return run.plan().moves().stream()
                .filter(move -> ordered.contains(move.id()))
                .anyMatch(move -> Migrator.due(move, records.get(move.id()), Leg.ROLLBACK));
    }

    private static String why(LiveRun run, RunState state, Map<MoveState, Integer> counts) {
        String rule = run.stopRule().map(words -> words + "; ").orElse("");
        String late = run.times().postponed() && !state.ended()
                ? "too late for the window "
                        + run.times().window().map(Window::words).orElse("") + ". Maybe: evac resume " + run.id()
                        + " --outside-window; "
                : "";
        String reason = run.stopping() ? run.stopReason().name().toLowerCase(Locale.ROOT) + "; " : "";
        int unverified = MoveStates.unverified(counts);
        String rest = unverified > 0 && !state.ended()
                ? "; " + unverified + " moved and not verified. Maybe: evac resume " + run.id()
                : "";
        return rule + late + reason + counts + rest;
    }
}

package io.evac.run;

import io.evac.migration.Waiter;
import io.evac.run.RunStore.RunRecord;
import io.evac.run.Runs.RefusedException;
import java.time.Duration;

/** Begins what nobody works on: a run that was never begun, or one that was left. */
final class Beginnings {
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** Whoever holds the lease to begin the run has written so by then, or has died and holds it no more. */
    private static final int LOOKS = (int) Lease.TTL.plusSeconds(1).dividedBy(PAUSE);

    private final RunEngine engine;
    private final RunStore runs;
    private final Waiter waiter;
    private final Object commands;

    /** @param commands on whose lock the commands on runs are one at a time; no waiting is done under it */
    Beginnings(RunEngine engine, RunStore runs, Waiter waiter, Object commands) {
        this.engine = engine;
        this.runs = runs;
        this.waiter = waiter;
        this.commands = commands;
    }

    /** Starts a run that was never begun or that nobody works on any more; leaves every other one as it is. */
    RunId begin(RunId run, String actor) {
        try {
            start(run, actor);
        } catch (RefusedException refused) {
            if (!refused.code().equals("EVAC-505")) {
                throw refused;
            }
            // Another daemon may have been told at the same moment: what it begins is what was asked for.
            begunElsewhere(run, actor, refused);
        }
        return run;
    }

    private void begunElsewhere(RunId id, String actor, RefusedException refused) {
        for (int looks = 0; looks < LOOKS && waitsForUs(run(id)); looks++) {
            if (engine.abandoned(id)) {
                start(id, actor);
                return;
            }
            try {
                waiter.pause(PAUSE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw refused;
            }
        }
        if (waitsForUs(run(id))) {
            throw refused;
        }
    }

    private void start(RunId id, String actor) {
        synchronized (commands) {
            RunRecord run = run(id);
            if (waitsForUs(run) && engine.live(id).isEmpty()) {
                engine.work(engine.open(run, 0), actor, "start");
            }
        }
    }

    private boolean waitsForUs(RunRecord run) {
        boolean never = run.state() == RunState.PLANNED || run.state() == RunState.SCHEDULED;
        return never
                || run.state() == RunState.WAITING
                || orphan(run)
                || run.state().over() && !MoveStates.settled(run.state(), runs.counts(run.id()));
    }

    /** Interrupted by its own account, or left at work by a process that is gone. */
    boolean orphan(RunRecord run) {
        boolean left = RunEngine.AT_WORK.contains(run.state()) && engine.abandoned(run.id());
        return left || run.state() == RunState.INTERRUPTED;
    }

    private RunRecord run(RunId id) {
        return runs.find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    }
}

package io.evac.run;

import io.evac.migration.Authority;
import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanStore;
import io.evac.schedule.Window;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecutionException;

/** Opens runs (lease, epoch), works on them in a thread each, and closes them. */
final class RunEngine {
    /** The states of a run that somebody works on, or died working on. */
    static final List<RunState> AT_WORK = List.of(RunState.RUNNING, RunState.PAUSING, RunState.STOPPING);

    private static final List<RunState> ENDED =
            Arrays.stream(RunState.values()).filter(RunState::ended).toList();

    private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

    /**
     * What the engine works with.
     *
     * @param nanos a monotonic clock
     */
    record Parts(
            RunStore runs,
            PlanStore plans,
            LeaseStore leases,
            Journal journal,
            Preflight preflight,
            MoveWalker walker,
            EvacuationJob job,
            BatchExecutions executions,
            BatchRetention retention,
            RunLimits limits,
            RunHooks hooks,
            ExecutorService moveThreads,
            Waiter waiter,
            LongSupplier nanos,
            RunSettings settings) {}

    private final Parts parts;
    private final Map<RunId, LiveRun> live = new ConcurrentHashMap<>();
    private final Comebacks comebacks;
    private final Conclusion conclusion;
    private final Overtaken overtaken;
    private volatile boolean shuttingDown;

    RunEngine(Parts parts) {
        this.parts = parts;
        this.comebacks = new Comebacks(this, parts.runs(), parts.waiter());
        this.overtaken = new Overtaken(parts.runs());
        this.conclusion = new Conclusion(parts.runs(), parts.hooks());
    }

    /** Runs whose next window came while they were being closed. */
    Overtaken overtaken() {
        return overtaken;
    }

    /** The run, when this process works on it now. */
    Optional<LiveRun> live(RunId run) {
        return Optional.ofNullable(live.get(run));
    }

    /** Whether nobody works on the run: its lease is free, or a dead predecessor on this state directory held it. */
    boolean abandoned(RunId run) {
        return !live.containsKey(run)
                && parts.leases()
                        .holder(run)
                        .filter(held -> !held.owner().equals(owner(run)))
                        .isEmpty();
    }

    boolean shuttingDown() {
        return shuttingDown;
    }

    private String owner(RunId run) {
        return parts.settings().installation() + "/" + run + "@"
                + parts.settings().node();
    }

    Collection<LiveRun> all() {
        return List.copyOf(live.values());
    }

    /**
     * Takes the run's lease under an epoch above everything that database and guards have seen.
     *
     * @param toleratedFailures see {@link LiveRun}
     * @throws Runs.RefusedException when another process holds it, or this one is shutting down
     */
    synchronized LiveRun open(RunStore.RunRecord run, int toleratedFailures) {
        if (live.containsKey(run.id())) {
            throw new Runs.RefusedException(
                    5, "EVAC-509", run.id() + " is being gone on with just now", "Maybe ask again in a moment");
        }
        if (shuttingDown) {
            throw new Runs.RefusedException(
                    5, "EVAC-513", "Evac is shutting down", "Maybe ask again when it is up; " + run.id() + " waits");
        }
        Plan plan = parts.plans()
                .find(run.plan())
                .orElseThrow(() -> new IllegalStateException("run " + run.id() + " without plan " + run.plan()));
        Lease lease = lease(run.id(), plan);
        String owner = parts.settings().installation() + "/" + run.id();
        LiveRun opened = new LiveRun(
                run.id(),
                plan,
                Partition.of(plan.moves()),
                lease,
                new Authority(owner, lease.epoch()),
                toleratedFailures,
                new CutoverTimes(parts.runs().window(run.id()), parts.runs().cutoverWishes(run.id())),
                parts.nanos());
        // What may fail comes before the lease is renewed: nobody would let go of it.
        parts.hooks().begin(opened);
        parts.limits().begin(run);
        lease.renewing(parts.waiter(), () -> opened.stop(StopReason.LEASE_LOST));
        live.put(run.id(), opened);
        return opened;
    }

    private Lease lease(RunId run, Plan plan) {
        long known = Math.max(
                parts.leases().holder(run).map(LeaseStore.Held::epoch).orElse(0L),
                parts.preflight().highestEpoch(run, plan));
        return Lease.take(parts.leases(), run, owner(run), known + 1, parts.nanos())
                .orElseThrow(() -> elsewhere(run));
    }

    /** Another process works on the run; to be thrown. */
    Runs.RefusedException elsewhere(RunId run) {
        return new Runs.RefusedException(
                5,
                "EVAC-505",
                run + " is being worked on by "
                        + parts.leases().holder(run).map(LeaseStore.Held::owner).orElse("another Evac"),
                "Maybe ask that one, or wait until its lease is over (" + Lease.TTL.toSeconds() + " s)");
    }

    /** Works on an opened run in a thread of its own: all that is due. */
    void work(LiveRun run, String actor, String reason) {
        run.demand().addWork();
        launch(run, actor, reason);
    }

    /**
     * Closes a run that was opened for a command that broke off, when the database was away or refused it, before it came
     * to work on it: else its lease would be renewed for ever, and every later command would wait for a thread that is not
     * there. What another command has been promised meanwhile is worked on.
     */
    void letGo(LiveRun run) {
        if (!run.isLaunched() && live.get(run.id()) == run) {
            close(run);
        }
    }

    /**
     * Takes an opened run that had ended into work again, before a command writes its orders: what is refused leaves none
     * behind that the next command would carry out.
     *
     * @throws Runs.RefusedException when an instance or a source host of it is in another unfinished run by now
     */
    void reopen(LiveRun run, String actor, String reason) {
        if (parts.runs().transition(run.id(), ENDED, RunState.RUNNING, actor, reason)) {
            run.reopened();
        }
    }

    /** Only what is left to undo of cancelled moves, then the run stands as before. */
    void undoOnly(LiveRun run, String actor, String reason) {
        run.stop(StopReason.PAUSE);
        launch(run, actor, reason);
    }

    private void launch(LiveRun run, String actor, String reason) {
        try {
            if (!run.isReopened()) {
                parts.runs().transition(run.id(), List.of(RunState.values()), RunState.RUNNING, actor, reason);
            }
        } catch (RuntimeException | Error broken) {
            // What it was opened for cannot be done: it is not tried again and again.
            run.demand().takeWork();
            close(run);
            throw broken;
        }
        run.launched();
        Thread.ofPlatform().name(run.id().value()).start(() -> {
            try (LogContext about = LogContext.of(run.id())) {
                execute(run);
            }
        });
    }

    private void execute(LiveRun run) {
        try {
            while (run.demand().takeWork()) {
                walk(run, Leftovers.of(run, parts.runs()), Leg.SETTLE, move -> true);
                parts.hooks().settle(run);
                LOG.info(
                        "{}: {}",
                        run.id(),
                        parts.executions().execute(run.id(), parts.job().of(run)));
                goOnOnceInHand(run);
                goOnInTheNextWindow(run);
            }
            undoCancelled(run);
            awaitHold(run);
            parts.hooks().leave(run);
        } catch (JobExecutionException | RuntimeException trouble) {
            LOG.error("{}: the execution broke off", run.id(), trouble);
            run.stop(StopReason.DATABASE);
        } finally {
            conclusion.write(run);
            gone(run);
        }
        if (run.stopReason() == StopReason.DATABASE) {
            comebacks.await(run);
        } else {
            comebacks.forget(run.id());
            if (!shuttingDown && run.stopReason().mayConclude()) {
                parts.retention().cleanUp();
            }
            overtaken.goOn(run);
        }
    }

    /** A pass that passed moves over, for the database was slow to renew the lease, is not the end: they wait for another. */
    private void goOnOnceInHand(LiveRun run) {
        if (run.wasHeldUp()) {
            awaitHold(run);
            run.demand().addWork();
        }
    }

    /** Until the lease holds again, or is lost. */
    private void awaitHold(LiveRun run) {
        try {
            while (!run.stopping() && !run.lease().holds()) {
                if (!run.lease().renewed()) {
                    run.stop(StopReason.LEASE_LOST);
                } else if (!run.lease().holds()) {
                    parts.waiter().pause(Lease.RENEWAL);
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another daemon may have been told of it. */
    private void goOnInTheNextWindow(LiveRun run) {
        Optional<Window> now = parts.runs().window(run.id());
        if (run.times().postponed()
                && !run.stopping()
                && !now.equals(run.times().window())) {
            run.window(now);
            run.demand().addWork();
        }
    }

    /** Cancelled moves that no step has seen since: those of partitions that were done, or of a stopped run. */
    private void undoCancelled(LiveRun run) {
        List<Future<?>> undone = run.plan().moves().stream()
                .filter(move -> run.cancelRequested(move.id()) && run.mayAct())
                .<Future<?>>map(move -> parts.moveThreads().submit(() -> undo(run, move)))
                .toList();
        SideBySide.await(undone);
    }

    private void undo(LiveRun run, Move move) {
        Journal.MoveRecord record = parts.journal().read(move.id());
        for (Leg leg : Leg.values()) {
            if (MoveStates.open(record.state()) && Migrator.due(move, record, leg)) {
                parts.walker().walk(run, move, leg);
                return;
            }
        }
    }

    /** Walks what is {@code still} chosen through a leg that belongs to no step, side by side, until all are done. */
    void walk(LiveRun run, Collection<Move> moves, Leg leg, Predicate<Move> still) {
        List<Future<?>> walks = moves.stream()
                .<Future<?>>map(
                        move -> parts.moveThreads().submit(() -> parts.walker().walk(run, move, leg, still, () -> {})))
                .toList();
        SideBySide.await(walks);
    }

    /** Closes a run that was opened for a command that needs no thread; works on it when another asked meanwhile. */
    void close(LiveRun run) {
        if (run.demand().takeWork()) {
            work(run, "evac", "asked for meanwhile");
            return;
        }
        conclusion.write(run);
        gone(run);
        overtaken.goOnElsewhere(run);
    }

    private void gone(LiveRun run) {
        // Before another may open it again.
        parts.limits().end(run);
        parts.hooks().end(run);
        live.remove(run.id(), run);
        run.ended();
    }

    /** Lets running cutovers finish, begins nothing, and returns when nothing is worked on. */
    void shutDown() throws InterruptedException {
        shuttingDown = true;
        all().forEach(run -> run.stop(StopReason.SHUTDOWN));
        for (LiveRun run : all()) {
            run.awaitEnd();
        }
    }
}

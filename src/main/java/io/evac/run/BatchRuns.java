package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.plan.Plans;
import io.evac.run.RunStore.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The commands on runs. One at a time: each is short, the work itself is done in the runs' own threads. */
final class BatchRuns implements Runs {
    private static final List<RunState> AT_WORK =
            List.of(RunState.RUNNING, RunState.WAITING, RunState.PAUSING, RunState.STOPPING);

    private final RunEngine engine;
    private final RunStore runs;
    private final PlanStore plans;
    private final Plans planning;
    private final Journal journal;

    BatchRuns(RunEngine engine, RunStore runs, PlanStore plans, Plans planning, Journal journal) {
        this.engine = engine;
        this.runs = runs;
        this.plans = plans;
        this.planning = planning;
        this.journal = journal;
    }

    @Override
    public synchronized RunId apply(PlanId id, String actor) {
        Optional<RunRecord> known = runs.ofPlan(id);
        if (known.isEmpty()) {
            Plan plan = plans.find(id)
                    .orElseThrow(() ->
                            new RefusedException(1, "EVAC-508", "no plan " + id, "Maybe plan again: evac plan LIST"));
            Taken.refuse(plan, runs, plans);
            List<String> differences = planning.differences(plan);
            if (!differences.isEmpty()) {
                throw new RefusedException(
                        4,
                        "EVAC-504",
                        "plan " + id + " is stale: " + String.join("; ", differences),
                        "Maybe plan again and apply that plan");
            }
            return start(runs.create(plan, Optional.empty(), actor), actor);
        }
        return begin(known.get(), actor);
    }

    /** Starts a run that was never begun or that nobody works on any more; leaves every other one as it is. */
    synchronized RunId begin(RunRecord run, String actor) {
        boolean waitsForUs = run.state() == RunState.PLANNED || run.state() == RunState.SCHEDULED || orphan(run);
        return waitsForUs ? start(run, actor) : run.id();
    }

    private RunId start(RunRecord run, String actor) {
        if (engine.live(run.id()).isEmpty() && !run.state().ended()) {
            engine.work(engine.open(run, 0), actor, "start");
        }
        return run.id();
    }

    @Override
    public synchronized void resume(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (run.state().ended()) {
            return;
        }
        boolean paused = run.state() == RunState.PAUSED;
        Entered entered = enter(run, paused ? MoveStates.failures(runs.counts(id)) : 0);
        LiveRun live = entered.live();
        List<Move> chosen = select(entered, instances);
        List<Move> held = open(chosen).stream()
                .filter(move -> Asked.HOLD.by(journal.read(move.id())))
                .toList();
        chosen.forEach(move -> live.goOn(move.id()));
        held.forEach(move -> edit(live, move, actor, "resume", Records::withoutCode));
        if (paused) {
            open(live.plan().moves()).stream()
                    .filter(move -> !chosen.contains(move))
                    .forEach(move -> hold(live, move, actor));
        }
        leave(entered, entered.fresh() || !held.isEmpty() ? Work.ALL : Work.NONE, actor, "resume");
    }

    @Override
    public synchronized void pause(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (!instances.isEmpty()) {
            Entered entered = enter(run, 0);
            open(select(entered, instances)).forEach(move -> hold(entered.live(), move, actor));
            leave(entered, Work.NONE, actor, "pause");
            return;
        }
        Optional<LiveRun> live = engine.live(id);
        if (live.isPresent()) {
            runs.transition(id, AT_WORK, RunState.PAUSING, actor, "pause");
            live.get().stop(StopReason.PAUSE);
        } else if (orphan(run) || run.state() == RunState.PLANNED || run.state() == RunState.SCHEDULED) {
            runs.transition(id, List.of(run.state()), RunState.PAUSED, actor, "pause");
        }
    }

    private void hold(LiveRun live, Move move, String actor) {
        live.hold(move.id());
        edit(live, move, actor, "held back", r -> Asked.HOLD.on(r, "held back by " + actor + ". Maybe resume it"));
    }

    @Override
    public synchronized void cancel(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (run.state().ended()) {
            return;
        }
        Entered entered = enter(run, 0);
        List<Move> open = open(select(entered, instances));
        if (instances.isEmpty()) {
            entered.live().cancelAsWhole();
            runs.transition(id, AT_WORK, RunState.STOPPING, actor, "cancel");
        } else {
            open.stream().filter(this::atomicNow).findFirst().ifPresent(move -> {
                leave(entered, Work.NONE, actor, "cancel refused");
                throw new RefusedException(
                        5,
                        "EVAC-507",
                        move.instance() + " is being cut over and cannot be cancelled now",
                        "Maybe send it home afterwards: evac rollback " + id + " " + move.instance());
            });
        }
        for (Move move : open) {
            runs.requestCancel(move.id(), true, actor);
            entered.live().cancel(move.id());
        }
        // What has moved already is still verified, or a cancelled run would stay paused for ever.
        leave(entered, instances.isEmpty() ? Work.ALL : Work.UNDO, actor, "cancel");
    }

    private boolean atomicNow(Move move) {
        MoveRecord record = journal.read(move.id());
        return record.state() == MoveState.RUNNING
                && record.phase().filter(Phase::atomic).isPresent();
    }

    @Override
    public synchronized void retry(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        Entered entered = enter(run, MoveStates.failures(runs.counts(id)));
        List<Move> again = fit(
                entered,
                instances,
                move -> retries(state(move), !instances.isEmpty()),
                "only a failed move, or one that needs attention, is tried again");
        for (Move move : again) {
            entered.live().uncancel(move.id());
            entered.live().retryAfter(move.id(), journal.read(move.id()).attempt());
            edit(entered.live(), move, actor, "retry", Records::again);
        }
        leave(entered, again.isEmpty() ? Work.NONE : Work.ALL, actor, "retry");
    }

    /** What needs a human is tried again only when the human names it. */
    private static boolean retries(MoveState state, boolean named) {
        return state == MoveState.FAILED || named && state == MoveState.NEEDS_ATTENTION;
    }

    @Override
    public synchronized void rollback(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (instances.isEmpty()) {
            throw new RefusedException(
                    2, "EVAC-506", "rollback names no instance", "Maybe name the instances that are to go home");
        }
        Entered entered = enter(run, MoveStates.failures(runs.counts(id)));
        List<Move> home = fit(
                entered,
                instances,
                Leg.ROLLBACK,
                "only a moved or verified instance, or one that needs attention, goes home");
        for (Move move : home) {
            entered.live().sendHome(move.id());
            edit(entered.live(), move, actor, "rollback", r -> Asked.HOME.on(r, "to go home, asked by " + actor));
        }
        leave(entered, home.isEmpty() ? Work.NONE : Work.ALL, actor, "rollback");
    }

    @Override
    public void finalizeMoves(RunId id, List<String> instances, String actor) {
        Entered entered;
        synchronized (this) {
            entered = enter(run(id), 0);
        }
        List<Move> parked = fit(
                entered,
                instances,
                this::mayBeFinalized,
                "only a verified or a rolled-back move is finalized, only once, and none that is to go home");
        engine.walk(entered.live(), parked, Leg.FINALIZE);
        List<Move> kept = parked.stream()
                .filter(move -> !journal.read(move.id()).completed().contains(Phase.FINALIZE))
                .toList();
        runs.event(id, "finalize", actor, (parked.size() - kept.size()) + " parked copies deleted");
        leave(entered, Work.NONE, actor, "finalize");
        if (!kept.isEmpty()) {
            throw new RefusedException(
                    1,
                    "EVAC-516",
                    kept.stream()
                            .map(move -> move.instance() + " keeps its parked copy: "
                                    + journal.read(move.id()).message().orElse("it is " + state(move)))
                            .collect(Collectors.joining("; ")),
                    "Maybe mend that and finalize again");
        }
    }

    /** The way home needs the parked copy: of a rollback and a finalize the first one counts. */
    private boolean mayBeFinalized(Move move) {
        MoveRecord record = journal.read(move.id());
        return Migrator.due(move, record, Leg.FINALIZE) && !Asked.HOME.by(record);
    }

    /** The moves that a command is for; refused when it names one that it cannot be for. */
    private List<Move> fit(Entered entered, List<String> instances, Leg leg, String rule) {
        return fit(entered, instances, move -> Migrator.due(move, journal.read(move.id()), leg), rule);
    }

    private List<Move> fit(Entered entered, List<String> instances, Predicate<Move> fits, String rule) {
        return orLeave(entered, () -> MoveSelection.fitting(entered.live().plan(), instances, fits, rule, this::state));
    }

    private MoveState state(Move move) {
        return journal.read(move.id()).state();
    }

    @Override
    public Optional<RunId> ofPlan(PlanId plan) {
        return runs.ofPlan(plan).map(RunRecord::id);
    }

    @Override
    public List<RunId> interrupted() {
        return runs.inState(List.of(RunState.values())).stream()
                .filter(this::orphan)
                .map(RunRecord::id)
                .toList();
    }

    /** Interrupted by its own account, or left at work by a process that is gone. */
    private boolean orphan(RunRecord run) {
        boolean left = AT_WORK.contains(run.state()) && engine.abandoned(run.id());
        return left || run.state() == RunState.INTERRUPTED;
    }

    private RunRecord run(RunId id) {
        return runs.find(id)
                .orElseThrow(() -> new RefusedException(1, "EVAC-501", "no run " + id, "Maybe look with: evac status"));
    }

    /** A run that this process may act on; fresh when it does not work on it yet. */
    private record Entered(LiveRun live, boolean fresh, RunRecord run) {}

    /** What is to be done once a command has written its wishes. */
    private enum Work {
        NONE,
        UNDO,
        ALL
    }

    private Entered enter(RunRecord run, int toleratedFailures) {
        Optional<LiveRun> live = engine.live(run.id());
        if (live.filter(running -> running.ending() || running.stopping()).isPresent()) {
            throw new RefusedException(
                    5, "EVAC-509", run.id() + " is just coming to a stop", "Maybe ask again in a moment");
        }
        return live.map(running -> new Entered(running, false, run))
                .orElseGet(() -> new Entered(engine.open(run, toleratedFailures), true, run));
    }

    private List<Move> select(Entered entered, List<String> instances) {
        return orLeave(entered, () -> MoveSelection.of(entered.live().plan(), instances));
    }

    private List<Move> orLeave(Entered entered, Supplier<List<Move>> selection) {
        try {
            return selection.get();
        } catch (RefusedException refused) {
            leave(entered, Work.NONE, "evac", "refused");
            throw refused;
        }
    }

    private void leave(Entered entered, Work work, String actor, String reason) {
        if (!entered.fresh()) {
            if (work != Work.NONE && !entered.live().addWork()) {
                throw new RefusedException(
                        5, "EVAC-509", entered.run().id() + " is just coming to a stop", "Maybe ask again in a moment");
            }
            return;
        }
        switch (work) {
            case NONE -> engine.close(entered.live());
            case UNDO -> engine.undoOnly(entered.live(), actor, reason);
            case ALL -> engine.work(entered.live(), actor, reason);
        }
    }

    private List<Move> open(List<Move> moves) {
        return moves.stream()
                .filter(move -> MoveStates.open(journal.read(move.id()).state()))
                .toList();
    }

    private void edit(LiveRun live, Move move, String actor, String reason, UnaryOperator<MoveRecord> change) {
        live.unlessWalking(
                move.id(),
                () -> journal.write(
                        change.apply(journal.read(move.id())), live.authority().epoch(), actor, reason));
    }
}

package io.evac.run;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;
import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.migration.SteadyClock;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.plan.Plans;
import io.evac.run.RunStore.RunRecord;
import io.evac.schedule.ScheduleStore.Occurrence;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The commands on runs. One at a time: each is short, the work itself is done in the runs' own threads. */
final class BatchRuns implements Runs {
    private static final String HELPED = "only one that needs attention is helped by knowing that a host is off";

    private final RunEngine engine;
    private final Beginnings beginnings;
    private final RunStore runs;
    private final PlanStore plans;
    private final Plans planning;
    private final Journal journal;
    private final Cancels cancels;
    private final Cutovers cutovers;
    private final WaysHome waysHome;
    private final OffHosts offHosts;
    private final RunWindows windows;
    private final RunTerms terms;
    private final RunHooks hooks;
    private final ParkedMoves parkedMoves;
    private final Caretaker caretaker;

    BatchRuns(
            RunEngine engine,
            RunStore runs,
            PlanStore plans,
            Plans planning,
            Journal journal,
            OffHosts offHosts,
            RunLimits limits,
            RunHooks hooks,
            Clock clock,
            SteadyClock steady,
            Waiter waiter) {
        this.engine = engine;
        this.beginnings = new Beginnings(engine, runs, waiter, this);
        this.runs = runs;
        this.plans = plans;
        this.planning = planning;
        this.journal = journal;
        this.offHosts = offHosts;
        this.windows = new RunWindows(engine, runs);
        this.terms = new RunTerms(engine, limits, hooks);
        this.hooks = hooks;
        this.cancels = new Cancels(runs, journal, steady);
        this.cutovers = new Cutovers(runs, journal);
        this.waysHome = new WaysHome(runs, journal, clock);
        this.parkedMoves = new ParkedMoves(engine, runs, journal);
        this.caretaker = new Caretaker(engine, runs, plans, parkedMoves, clock);
        engine.overtaken().by(run -> beginnings.begin(run, "evac"));
    }

    @Override
    public RunId apply(PlanId id, Optional<Bandwidth> bandwidth, Optional<Hooks> calls, String actor) {
        return begin(ofPlan(id, bandwidth, calls, actor), actor);
    }

    private synchronized RunRecord ofPlan(
            PlanId id, Optional<Bandwidth> bandwidth, Optional<Hooks> calls, String actor) {
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
            Terms first = new Terms(bandwidth.orElse(Bandwidth.UNLIMITED), calls.orElse(Hooks.NONE));
            return runs.create(plan, Optional.empty(), first, actor);
        }
        if (!known.get().state().ended()) {
            terms.change(known.get(), bandwidth, calls, actor);
        }
        return known.get();
    }

    /** Starts a run that was never begun or that nobody works on any more; leaves every other one as it is. */
    RunId begin(RunRecord run, String actor) {
        return beginnings.begin(run.id(), actor);
    }

    /** See {@link RunWindows#enter}. */
    synchronized void enterWindow(RunId id, String occurrence, Window window, String actor) {
        windows.enter(id, occurrence, window, actor);
    }

    @Override
    public synchronized void leaveWindow(RunId id, String actor) {
        windows.leave(run(id).id(), actor);
    }

    @Override
    public Map<RunId, String> waiting() {
        return runs.inState(List.of(RunState.WAITING)).stream()
                .filter(run -> run.occurrence().isPresent())
                .collect(Collectors.toMap(
                        RunRecord::id,
                        run -> Occurrence.schedule(run.occurrence().orElseThrow())));
    }

    @Override
    public synchronized void strand(RunId id, String why) {
        // One that is opened just now does not wait any more.
        if (engine.live(id).isEmpty()) {
            runs.leave(id, List.of(RunState.WAITING), RunState.PAUSED, why);
        }
    }

    @Override
    public void willMissWindow(RunId id, String window, String why) {
        runs.willMissWindow(id, window, why);
    }

    @Override
    public synchronized void resume(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        Map<MoveState, Integer> counts = runs.counts(id);
        if (MoveStates.settled(run.state(), counts)) {
            return;
        }
        boolean paused = run.state() == RunState.PAUSED;
        enter(run, paused ? MoveStates.failures(counts) : 0).during(visit -> resume(visit, instances, paused, actor));
    }

    private void resume(Visit visit, List<String> instances, boolean paused, String actor) {
        LiveRun live = visit.live();
        List<Move> chosen = visit.select(instances);
        List<Move> held = visit.open(chosen).stream()
                .filter(move -> Hold.on(journal.read(move.id())))
                .toList();
        visit.begin(actor, "resume");
        chosen.forEach(move -> live.goOn(move.id()));
        held.forEach(move -> visit.edit(move, actor, "resume", Records::withoutCode));
        if (paused) {
            visit.open(live.plan().moves()).stream()
                    .filter(move -> !chosen.contains(move))
                    .forEach(move -> hold(visit, move, actor));
        }
        visit.leave(!live.isLaunched() || !held.isEmpty() ? Visit.Work.ALL : Visit.Work.NONE, actor, "resume");
    }

    @Override
    public synchronized void pause(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (!instances.isEmpty()) {
            enter(run, 0).during(visit -> {
                visit.open(visit.select(instances)).forEach(move -> hold(visit, move, actor));
                visit.leave(Visit.Work.NONE, actor, "pause");
            });
            return;
        }
        Optional<LiveRun> live = engine.live(id);
        if (live.isPresent()) {
            runs.transition(id, RunEngine.AT_WORK, RunState.PAUSING, actor, "pause");
            live.get().stop(StopReason.PAUSE);
        } else if (beginnings.orphan(run)
                || List.of(RunState.PLANNED, RunState.SCHEDULED, RunState.WAITING)
                        .contains(run.state())) {
            runs.transition(id, List.of(run.state()), RunState.PAUSED, actor, "pause");
        }
    }

    private static void hold(Visit visit, Move move, String actor) {
        visit.live().hold(move.id());
        visit.edit(move, actor, "held back", r -> Hold.with(r, "held back by " + actor + ". Maybe resume it"));
    }

    @Override
    public synchronized void cancel(RunId id, List<String> instances, String actor) {
        RunRecord run = run(id);
        if (!MoveStates.settled(run.state(), runs.counts(id))) {
            enter(run, 0).during(visit -> cancels.ask(visit, instances, actor));
        }
    }

    @Override
    public synchronized void cutover(RunId id, List<String> instances, CutoverWish wish, String actor) {
        RunRecord run = run(id);
        boolean here = engine.live(id).isPresent();
        if (!here && RunEngine.AT_WORK.contains(run.state()) && !engine.abandoned(id)) {
            Plan plan = plans.find(run.plan()).orElseThrow();
            cutovers.leaveWord(plan, instances, wish, actor);
            return;
        }
        Cutovers.refuseIdle(run, here);
        enter(run, 0).during(visit -> cutovers.ask(visit, instances, wish, actor));
    }

    @Override
    public synchronized void limit(RunId id, Bandwidth bandwidth, String actor) {
        terms.change(run(id), Optional.of(bandwidth), Optional.empty(), actor);
    }

    @Override
    public synchronized void hooks(RunId id, Hooks calls, String actor) {
        terms.change(run(id), Optional.empty(), Optional.of(calls), actor);
    }

    @Override
    public void retry(RunId id, List<String> instances, Optional<KnownOff> off, String actor) {
        Optional<String> whose = whose(id, instances, off, this::needsHuman, HELPED, actor);
        again(id, instances, record -> off(Records.again(record), off, whose), whose.isPresent(), actor);
    }

    private synchronized void again(
            RunId id, List<String> instances, UnaryOperator<MoveRecord> change, boolean off, String actor) {
        enter(run(id), MoveStates.failures(runs.counts(id))).during(visit -> {
            List<Move> again = visit.fit(
                    instances,
                    move -> off ? needsHuman(move) : retries(move, !instances.isEmpty()),
                    off ? HELPED : "only a failed move, or one that needs attention, is tried again");
            if (!again.isEmpty()) {
                visit.begin(actor, "retry");
                hooks.tryAgain(visit.live());
            }
            for (Move move : again) {
                visit.live().uncancel(move.id());
                cutovers.forget(visit, move);
                visit.live().retryAfter(move.id(), journal.read(move.id()).attempt());
                visit.edit(move, actor, "retry", change);
            }
            visit.leave(again.isEmpty() ? Visit.Work.NONE : Visit.Work.ALL, actor, "retry");
        });
    }

    /** Not under the lock: a power fence takes its time, and other runs do not wait for it. */
    private Optional<String> whose(
            RunId id, List<String> instances, Optional<KnownOff> off, Predicate<Move> fits, String rule, String actor) {
        RunRecord run = run(id);
        return off.map(host -> {
            Plan plan = plans.find(run.plan()).orElseThrow();
            MoveSelection.fitting(
                    plan, instances, fits, rule, move -> journal.read(move.id()).state());
            return offHosts.proof(id, plan, instances, host, actor);
        });
    }

    private boolean needsHuman(Move move) {
        return journal.read(move.id()).state() == MoveState.NEEDS_ATTENTION;
    }

    private static MoveRecord off(MoveRecord record, Optional<KnownOff> off, Optional<String> whose) {
        return whose.map(words -> Orders.off(record, off.orElseThrow().host(), words))
                .orElse(record);
    }

    /** What needs a human, and what was left on a host that was off, is looked at only when the human names it. */
    private boolean retries(Move move, boolean named) {
        MoveRecord record = journal.read(move.id());
        return record.state() == MoveState.FAILED
                || named && (record.state() == MoveState.NEEDS_ATTENTION || Orders.fencesWhenBack(record));
    }

    @Override
    public synchronized void rollback(RunId id, List<String> instances, String actor) {
        homeBound(id, instances).during(visit -> waysHome.lossless(visit, instances, actor));
    }

    @Override
    public void discard(RunId id, List<String> instances, Optional<KnownOff> off, String actor) {
        Optional<String> whose = whose(id, instances, off, waysHome::mayGoBack, WaysHome.RULE, actor);
        synchronized (this) {
            homeBound(id, instances)
                    .during(visit -> waysHome.toParkedCopy(
                            visit, instances, record -> off(record, off, whose), whose.isPresent(), actor));
        }
    }

    private Visit homeBound(RunId id, List<String> instances) {
        RunRecord run = run(id);
        if (instances.isEmpty()) {
            throw new RefusedException(
                    2, "EVAC-506", "rollback names no instance", "Maybe name the instances that are to go home");
        }
        return enter(run, MoveStates.failures(runs.counts(id)));
    }

    @Override
    public void finalizeMoves(RunId id, List<String> instances, String actor) {
        ParkedMoves.Chosen chosen = chooseParked(id, instances);
        List<Move> kept = chosen.visit().ending(() -> parkedMoves.delete(chosen, actor, ""));
        if (!kept.isEmpty()) {
            throw new RefusedException(1, "EVAC-516", parkedMoves.told(kept), "Maybe mend that and finalize again");
        }
    }

    private synchronized ParkedMoves.Chosen chooseParked(RunId id, List<String> instances) {
        Visit visit = enter(run(id), 0);
        return visit.choosing(() -> parkedMoves.choose(visit, instances));
    }

    @Override
    public void keepHouse() {
        follow();
        caretaker.look(this::enterUntended);
    }

    private synchronized void follow() {
        windows.follow();
    }

    private synchronized Visit enterUntended(RunRecord run) {
        return enter(run, 0);
    }

    @Override
    public Optional<RunId> ofPlan(PlanId plan) {
        return runs.ofPlan(plan).map(RunRecord::id);
    }

    @Override
    public Optional<Window> window(RunId id) {
        return runs.window(id);
    }

    @Override
    public List<RunId> interrupted() {
        return runs.inState(List.of(RunState.values())).stream()
                .filter(beginnings::orphan)
                .map(RunRecord::id)
                .toList();
    }

    private RunRecord run(RunId id) {
        return runs.find(id)
                .orElseThrow(() -> new RefusedException(1, "EVAC-501", "no run " + id, "Maybe look with: evac status"));
    }

    private Visit enter(RunRecord run, int toleratedFailures) {
        return Visit.to(engine, journal, run, toleratedFailures);
    }
}

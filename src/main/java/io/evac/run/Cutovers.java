package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.run.CutoverWish.Hours;
import io.evac.run.RunStore.RunRecord;
import io.evac.run.Runs.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Has moves cut over when people want it, as long as they have not begun to. */
final class Cutovers {
    private static final String RULE = "only a move that has not begun to cut over can be told when";
    private static final int BUSY = 5;
    private final RunStore runs;
    private final Journal journal;

    Cutovers(RunStore runs, Journal journal) {
        this.runs = runs;
        this.journal = journal;
    }

    /** @throws RefusedException of a run that does not go on by itself */
    static void refuseIdle(RunRecord run, boolean worked) {
        if (!worked && run.state() != RunState.WAITING) {
            throw new RefusedException(
                    BUSY,
                    "EVAC-514",
                    run.id() + " is " + run.state().word() + ": nobody would act on it",
                    run.state().ended()
                            ? "Maybe look at it: evac status " + run.id()
                            : "Maybe evac resume " + run.id() + ", then ask again");
        }
    }

    /** @throws RefusedException for a move that has begun to cut over, or that an operator keeps from an owner's choice */
    void ask(Visit visit, List<String> instances, CutoverWish wish, String actor) {
        List<Move> chosen = visit.fit(instances, this::mayStillWait, RULE);
        if (wish.hours() == Hours.EARLY
                && chosen.stream().anyMatch(move -> visit.live().times().held(move.id()))) {
            throw visit.refused(heldBack());
        }
        List<Move> begun = chosen.stream()
                .filter(move ->
                        !visit.live().unlessWalking(move.id(), Leg.CUTOVER, () -> noted(visit, move, wish, actor)))
                .toList();
        boolean acts = !visit.fresh() || wish.hours() != Hours.WINDOW;
        visit.leave(acts && begun.size() < chosen.size() ? Visit.Work.ALL : Visit.Work.NONE, actor, "cutover");
        if (!instances.isEmpty() && !begun.isEmpty()) {
            throw new RefusedException(
                    1,
                    "EVAC-515",
                    begun.stream().map(move -> move.instance().toString()).collect(Collectors.joining(", "))
                            + " begins to cut over just now: " + RULE,
                    "Maybe look at it with: evac status");
        }
    }

    /** The daemon that works on the run finds it when it looks at the tables again. */
    void leaveWord(Plan plan, List<String> instances, CutoverWish wish, String actor) {
        List<Move> chosen = MoveSelection.fitting(
                plan,
                instances,
                this::mayStillWait,
                RULE,
                move -> journal.read(move.id()).state());
        Map<MoveId, CutoverWish> known = wish.hours() == Hours.EARLY
                ? runs.cutoverWishes(runs.ofPlan(plan.id()).orElseThrow().id())
                : Map.of();
        if (chosen.stream()
                .map(move -> known.get(move.id()))
                .anyMatch(before -> before != null && before.kind() == CutoverWish.Kind.HOLD)) {
            throw heldBack();
        }
        chosen.forEach(move -> runs.wishCutover(move.id(), wish, actor));
    }

    private static RefusedException heldBack() {
        return new RefusedException(
                BUSY, "EVAC-514", "an operator holds it back", "Maybe ask the operators of the hosts");
    }

    /** False when it has begun meanwhile: nothing keeps, or hastens, a cutover under way. */
    private boolean noted(Visit visit, Move move, CutoverWish wish, String actor) {
        boolean waits = mayStillWait(move);
        if (waits) {
            runs.wishCutover(move.id(), wish, actor);
            visit.live().wish(move.id(), wish);
        }
        return waits;
    }

    private boolean mayStillWait(Move move) {
        MoveRecord record = journal.read(move.id());
        return MoveStates.open(record.state()) && !Migrator.underWay(record) && !Migrator.goesHome(record);
    }

    /** The next attempt goes by its list again. */
    void forget(Visit visit, Move move) {
        runs.forgetCutoverWish(move.id());
        visit.live().times().forget(move.id());
    }
}

package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Migrator;
import io.evac.plan.Move;
import io.evac.run.Runs.RefusedException;
import java.util.List;

/** Has moves cut over when people want it, as long as they have not begun to. */
final class Cutovers {
    private static final int BUSY = 5;
    private final RunStore runs;
    private final Journal journal;

    Cutovers(RunStore runs, Journal journal) {
        this.runs = runs;
        this.journal = journal;
    }

    /** @throws RefusedException of a run that does not go on by itself, or for a move that has begun to cut over */
    void ask(Visit visit, List<String> instances, CutoverWish wish, String actor) {
        RunState state = visit.run().state();
        if (visit.fresh() && state != RunState.WAITING) {
            throw visit.refused(new RefusedException(
                    BUSY,
                    "EVAC-514",
                    visit.run().id() + " is " + state.word() + ": nobody would act on it",
                    state.ended()
                            ? "Maybe look at it: evac status " + visit.run().id()
                            : "Maybe evac resume " + visit.run().id() + ", then ask again"));
        }
        List<Move> chosen =
                visit.fit(instances, this::mayStillWait, "only a move that has not begun to cut over can be told when");
        for (Move move : chosen) {
            runs.wishCutover(move.id(), wish, actor);
            visit.live().wish(move.id(), wish);
        }
        visit.leave(chosen.isEmpty() ? Visit.Work.NONE : Visit.Work.ALL, actor, "cutover");
    }

    private boolean mayStillWait(Move move) {
        MoveRecord record = journal.read(move.id());
        return MoveStates.open(record.state()) && !Migrator.underWay(record) && !Migrator.goesHome(record);
    }
}

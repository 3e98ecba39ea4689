package io.evac.run;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.List;
import java.util.Map;

/** The moves of a run that have left a copy on a host that was off: before anything else it is looked whether that is back. */
final class Leftovers {
    private Leftovers() {}

    static List<Move> of(LiveRun run, RunStore runs) {
        Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(run.id()));
        return run.plan().moves().stream()
                .filter(move -> Migrator.due(move, records.get(move.id()), Leg.SETTLE))
                .toList();
    }
}

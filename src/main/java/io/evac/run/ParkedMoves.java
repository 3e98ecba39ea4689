package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Deletes parked copies, by command or because their time is over, under the same conditions. */
final class ParkedMoves {
    private static final String RULE =
            "only a verified or a rolled-back move is finalized, only once, and none that is to go home";
    private final RunEngine engine;
    private final RunStore runs;
    private final Journal journal;

    ParkedMoves(RunEngine engine, RunStore runs, Journal journal) {
        this.engine = engine;
        this.runs = runs;
        this.journal = journal;
    }

    /**
     * What is to be finalized, and the state that it was chosen in.
     *
     * @param takenOver what is not, for its copy is that run's now
     */
    record Chosen(Visit visit, Map<Move, MoveState> states, Map<Move, RunId> takenOver) {
        private boolean still(Move move) {
            return visit.state(move) == states.get(move);
        }
    }

    Chosen choose(Visit visit, List<String> instances) {
        return of(visit, visit.fit(instances, move -> may(move, journal.read(move.id())), RULE));
    }

    Chosen of(Visit visit, List<Move> moves) {
        Map<MoveId, RunId> successors = runs.takenOver(visit.run().id());
        Map<Move, MoveState> states = new LinkedHashMap<>();
        Map<Move, RunId> takenOver = new LinkedHashMap<>();
        for (Move move : moves) {
            if (successors.containsKey(move.id())) {
                takenOver.put(move, successors.get(move.id()));
            } else {
                states.put(move, visit.state(move));
            }
        }
        return new Chosen(visit, states, takenOver);
    }

    /** The way home needs the parked copy: of a way home and a finalize the first one counts. */
    boolean may(Move move, MoveRecord record) {
        return Migrator.due(move, record, Leg.FINALIZE) && !runs.orderedHome(move.id());
    }

    /**
     * Deletes them, leaves the run, and answers those that are kept; their records say why.
     *
     * @param why for the audit, in front of what was done
     */
    List<Move> delete(Chosen chosen, String actor, String why) {
        Visit visit = chosen.visit();
        // A way home that began meanwhile, or is over already, has made something else of the parked copy.
        engine.walk(
                visit.live(),
                chosen.states().keySet(),
                Leg.FINALIZE,
                move -> chosen.still(move) && may(move, journal.read(move.id())));
        List<Move> kept = chosen.states().keySet().stream()
                .filter(move -> !journal.read(move.id()).completed().contains(Phase.FINALIZE))
                .toList();
        int deleted = chosen.states().size() - kept.size();
        String left = chosen.takenOver().entrySet().stream()
                .map(taken -> "; that of " + taken.getKey().instance() + " is " + taken.getValue() + "'s now")
                .collect(Collectors.joining());
        runs.event(visit.run().id(), "finalize", actor, why + deleted + " parked copies deleted" + left);
        visit.leave(Visit.Work.NONE, actor, "finalize");
        return kept;
    }

    /** What is kept, and why. */
    String told(List<Move> kept) {
        return kept.stream()
                .map(move -> {
                    MoveRecord record = journal.read(move.id());
                    return move.instance() + " keeps its parked copy: "
                            + record.message().orElse("it is " + record.state());
                })
                .collect(Collectors.joining("; "));
    }
}

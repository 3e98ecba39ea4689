package io.evac.run;

import io.evac.migration.Downtimes;
import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.migration.SteadyClock;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.run.Runs.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Cancels moves, or a whole run: what is before its fence is undone, what has moved stays where it is. */
final class Cancels {
    private static final int BUSY = 5;
    private final RunStore runs;
    private final Journal journal;
    private final SteadyClock clock;

    Cancels(RunStore runs, Journal journal, SteadyClock clock) {
        this.runs = runs;
        this.journal = journal;
        this.clock = clock;
    }

    /** @throws RefusedException when an instance named is being switched over; nothing is cancelled then */
    void ask(Visit visit, List<String> instances, String actor) {
        List<Move> chosen = visit.select(instances);
        List<Move> open = visit.open(chosen);
        if (instances.isEmpty()) {
            visit.begin(actor, "cancel");
            runs.transition(visit.run().id(), RunEngine.AT_WORK, RunState.STOPPING, actor, "cancel");
        } else {
            Optional<Move> late = open.stream()
                    .filter(move -> tooLate(journal.read(move.id())))
                    .findFirst();
            if (late.isPresent()) {
                throw visit.refused(refusal(visit.run().id(), late.get()));
            }
            visit.begin(actor, "cancel");
        }
        List<Move> going = takeBack(visit, chosen, actor);
        for (Move move : Stream.concat(open.stream(), going.stream()).toList()) {
            runs.requestCancel(move.id(), true, actor);
            visit.live().cancel(move.id());
        }
        if (instances.isEmpty()) {
            visit.live().cancelAsWhole();
        }
        // What has moved already is still verified, or a cancelled run would stay paused for ever.
        visit.leave(instances.isEmpty() ? Visit.Work.ALL : Visit.Work.UNDO, actor, "cancel");
    }

    /**
     * What was only ordered home stays where it is, and this command's own work does not carry the order out. Answers what
     * is setting out just now.
     */
    private List<Move> takeBack(Visit visit, List<Move> chosen, String actor) {
        Set<MoveId> ordered = runs.orderedHome(visit.run().id());
        List<Move> going = new ArrayList<>();
        for (Move move : chosen) {
            if (ordered.contains(move.id())) {
                boolean still = visit.edit(move, actor, "not to go home any more", Orders::lossless)
                        || visit.live().unlessWalking(move.id(), Leg.ROLLBACK, () -> true);
                runs.orderHome(move.id(), Optional.empty(), actor);
                if (!still) {
                    going.add(move);
                }
            }
        }
        return going;
    }

    /** A way home is not called back once it has stopped the instance: its source is where people do not want it. */
    private static boolean tooLate(MoveRecord record) {
        return record.state() == MoveState.RUNNING
                && record.phase()
                        .filter(phase -> record.homeward() ? phase.atomic() : phase.switching())
                        .isPresent();
    }

    private RefusedException refusal(RunId run, Move move) {
        String rest = Downtimes.left(move, journal.read(move.id()), clock)
                .map(time -> "; its downtime budget has " + time.toSeconds() + " s left for that")
                .orElse("");
        return new RefusedException(
                BUSY,
                "EVAC-507",
                move.instance() + " is being switched over and cannot be cancelled now" + rest,
                "Maybe send it home afterwards: evac rollback " + run + " " + move.instance());
    }
}

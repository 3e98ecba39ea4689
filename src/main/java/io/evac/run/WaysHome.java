package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.plan.Move;
import io.evac.run.Runs.RefusedException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The two ways home that an operator can order: one loses no write, the other goes back to the parked copy. The journal says
 * which one it is before it begins, and neither is ever taken for the other.
 */
final class WaysHome {
    static final String RULE = "only a moved or verified instance, or one that needs attention, goes home";
    private final RunStore runs;
    private final Journal journal;
    private final Clock clock;

    WaysHome(RunStore runs, Journal journal, Clock clock) {
        this.runs = runs;
        this.journal = journal;
        this.clock = clock;
    }

    void lossless(Visit visit, List<String> instances, String actor) {
        List<Move> home = begun(visit, fit(visit, instances, false), actor, "rollback");
        for (Move move : home) {
            boolean told = underWay(move) || write(visit, move, actor, "rollback", Orders::lossless);
            if (!told && Orders.discards(journal.read(move.id()))) {
                throw busy(visit, move);
            }
            if (!told) {
                uncancel(visit, move, actor);
            }
            visit.live().sendHome(move.id());
        }
        visit.leave(home.isEmpty() ? Visit.Work.NONE : Visit.Work.ALL, actor, "rollback");
    }

    /**
     * @param more what else is to be written into the records
     * @param off whether that says that a host is off: then what is under way already is told, too
     */
    void toParkedCopy(Visit visit, List<String> instances, UnaryOperator<MoveRecord> more, boolean off, String actor) {
        String whose = "asked by " + actor + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<Move> home = begun(visit, fit(visit, instances, true), actor, "rollback --discard");
        for (Move move : home) {
            boolean told = underWay(move) && !off
                    || write(visit, move, actor, "back to the parked copy", r -> more.apply(Orders.discard(r, whose)));
            if (!told) {
                throw busy(visit, move);
            }
        }
        visit.leave(home.isEmpty() ? Visit.Work.NONE : Visit.Work.ALL, actor, "rollback --discard");
    }

    private static List<Move> begun(Visit visit, List<Move> home, String actor, String reason) {
        if (!home.isEmpty()) {
            visit.begin(actor, reason);
        }
        return home;
    }

    private boolean write(Visit visit, Move move, String actor, String reason, UnaryOperator<MoveRecord> order) {
        return visit.edit(move, actor, reason, found -> {
            uncancel(visit, move, actor);
            // Read again: what was found knows of the cancel still.
            MoveRecord record = order.apply(journal.read(move.id()));
            return Asked.HOME.on(record, "to go home (" + reason + "), asked by " + actor);
        });
    }

    /** A cancel that came too late for the way there is none of the way home; one that is refused takes back none. */
    private void uncancel(Visit visit, Move move, String actor) {
        visit.live().uncancel(move.id());
        runs.requestCancel(move.id(), false, actor);
    }

    /** Whether it can be ordered to go back to its parked copy. */
    boolean mayGoBack(Move move) {
        MoveRecord record = journal.read(move.id());
        return Migrator.due(move, record, Leg.ROLLBACK) && (Orders.discards(record) || !underWay(move));
    }

    private List<Move> fit(Visit visit, List<String> instances, boolean discard) {
        List<Move> home = visit.fit(instances, move -> Migrator.due(move, journal.read(move.id()), Leg.ROLLBACK), RULE);
        Optional<Move> otherwise = home.stream()
                .filter(this::underWay)
                .filter(move -> Orders.discards(journal.read(move.id())) != discard)
                .findFirst();
        if (otherwise.isPresent()) {
            throw visit.refused(new RefusedException(
                    5,
                    "EVAC-519",
                    otherwise.get().instance()
                            + (discard
                                    ? " is on its way home without loss already"
                                    : " is on its way back to its parked copy already"),
                    "Maybe wait for that: evac watch " + visit.run().id()));
        }
        return home;
    }

    /** One that waits is in nobody's hand, and nothing is down: it can still be sent the other way. */
    private boolean underWay(Move move) {
        MoveState state = journal.read(move.id()).state();
        return state == MoveState.RUNNING || state == MoveState.QUEUED;
    }

    private static RefusedException busy(Visit visit, Move move) {
        return visit.refused(new RefusedException(
                5, "EVAC-509", move.instance() + " is being worked on just now", "Maybe ask again in a moment"));
    }
}

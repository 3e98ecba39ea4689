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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
        String reason = "rollback";
        order(visit, fit(visit, instances, false), actor, reason, move -> {
            if (underWay(move)) {
                uncancel(visit, move, actor);
                return true;
            }
            return write(visit, move, actor, reason, Orders::lossless) || behindItsWalk(visit, move, actor, reason);
        });
    }

    /**
     * @param more what else is to be written into the records
     * @param off whether that says that a host is off: then what is under way already is told, too
     */
    void toParkedCopy(Visit visit, List<String> instances, UnaryOperator<MoveRecord> more, boolean off, String actor) {
        String whose = "asked by " + actor + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
        order(
                visit,
                fit(visit, instances, true),
                actor,
                "rollback --discard",
                move -> underWay(move) && !off
                        || write(
                                visit,
                                move,
                                actor,
                                "back to the parked copy",
                                record -> more.apply(Orders.discard(record, whose))));
    }

    /**
     * Orders them home one by one, and leaves the run with what is to be done.
     *
     * @param told whether the move took the order
     * @throws RefusedException when some did not; the others go home
     */
    private void order(Visit visit, List<Move> home, String actor, String reason, Predicate<Move> told) {
        visit.begin(actor, reason);
        List<Move> left = home.stream().filter(told.negate()).toList();
        boolean all = left.size() == home.size();
        visit.leave(all ? Visit.Work.NONE : Visit.Work.ALL, actor, reason);
        if (!left.isEmpty()) {
            throw refusal(left, all ? "; nothing was done" : "; the others go home");
        }
    }

    private RefusedException refusal(List<Move> left, String rest) {
        if (left.stream().allMatch(this::due)) {
            String names = left.stream().map(move -> move.instance().toString()).collect(Collectors.joining(", "));
            String busy = (left.size() == 1 ? " is" : " are") + " being worked on just now";
            return new RefusedException(5, "EVAC-509", names + busy + rest, "Maybe ask again in a moment");
        }
        String states = left.stream()
                .map(move -> move.instance() + " is "
                        + journal.read(move.id()).state().word())
                .collect(Collectors.joining(", "));
        return new RefusedException(1, "EVAC-515", states + ": " + RULE + rest, "Maybe look at it with: evac status");
    }

    private boolean write(Visit visit, Move move, String actor, String reason, UnaryOperator<MoveRecord> order) {
        boolean written = visit.edit(move, record -> due(move, record), actor, reason, found -> {
            uncancel(visit, move, actor);
            // Read again: what was found knows of the cancel still.
            return order.apply(journal.read(move.id()));
        });
        // Last: whoever finds the order after a crash finds which way home it is.
        if (written) {
            order(move, actor, reason);
        }
        return written;
    }

    /** What is being verified is told beside its record, which its walk writes as a whole; being finalized, it is not. */
    private boolean behindItsWalk(Visit visit, Move move, String actor, String reason) {
        return visit.live().unlessWalking(move.id(), Leg.FINALIZE, () -> {
            MoveRecord record = journal.read(move.id());
            boolean takes = due(move, record) && !Orders.discards(record);
            if (takes) {
                uncancel(visit, move, actor);
                order(move, actor, reason);
            }
            return takes;
        });
    }

    private void order(Move move, String actor, String reason) {
        runs.orderHome(move.id(), Optional.of("to go home (" + reason + "), asked by " + actor), actor);
    }

    private boolean due(Move move) {
        return due(move, journal.read(move.id()));
    }

    private static boolean due(Move move, MoveRecord record) {
        return Migrator.due(move, record, Leg.ROLLBACK);
    }

    /** A cancel that came too late for the way there is none of the way home; one that is refused takes back none. */
    private void uncancel(Visit visit, Move move, String actor) {
        visit.live().uncancel(move.id());
        runs.requestCancel(move.id(), false, actor);
    }

    /** Whether it can be ordered to go back to its parked copy. */
    boolean mayGoBack(Move move) {
        MoveRecord record = journal.read(move.id());
        return due(move, record) && (Orders.discards(record) || !underWay(move));
    }

    private List<Move> fit(Visit visit, List<String> instances, boolean discard) {
        List<Move> home = visit.fit(instances, this::due, RULE);
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
}

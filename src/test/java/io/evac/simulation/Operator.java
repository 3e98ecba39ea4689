package io.evac.simulation;

import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.plan.Move;
import io.evac.run.Again;
import java.util.List;

/** People at the command line: now and then they pause, cancel, retry, roll back or finalize. */
final class Operator implements Commands {
    private final Story story;
    private final Chance chance;
    private int idle;

    Operator(Story story, Chance chance) {
        this.story = story;
        this.chance = chance;
    }

    /** They look at it a few times more when nothing goes on by itself. */
    @Override
    public boolean pending(Installation installation) {
        idle++;
        return idle < 8;
    }

    @Override
    public void command(Orchestrator process, long number) {
        process.pauseAsked(chance.oneIn(30, "pause", number));
        List<Move> moves = process.installation.moves;
        Move move = moves.get(chance.below(moves.size(), "commanded", number));
        MoveRecord record = process.installation.record(move);
        switch (record.state()) {
            case PLANNED, QUEUED, RUNNING, WAITING -> {
                if (chance.oneIn(40, "cancel", number)) {
                    story.say("operator", "cancel " + move.id());
                    process.installation.cancelled.add(move.id());
                }
            }
            case MOVED, VERIFIED -> afterwards(process, move, record, number);
            case FAILED, NEEDS_ATTENTION -> {
                if (record.state() == MoveState.NEEDS_ATTENTION && story.world.isOff(move.to())) {
                    word(process, move, record, number);
                    return;
                }
                if (record.state() == MoveState.NEEDS_ATTENTION && chance.oneIn(10, "home", number)) {
                    home(process, move, record, number);
                } else if (chance.oneIn(6, "retry", number) && record.attempt() < 4) {
                    retry(process, move, record);
                }
            }
            case ROLLED_BACK -> finish(process, move, number);
            case CANCELLED, FINALIZED -> {}
        }
    }

    private void afterwards(Orchestrator process, Move move, MoveRecord record, long number) {
        if (story.world.isOff(move.to()) && chance.oneIn(2, "gone", number)) {
            story.say("operator", move.to() + " is off, discard " + move.id());
            story.checker.answeredFor(move.instance().name());
            process.installation.journal.write(
                    Orders.off(Orders.discard(record, "jo"), move.to(), "jo"), process.epoch(), "operator", "discard");
            process.walk(move, Leg.ROLLBACK);
            return;
        }

        if (chance.oneIn(8, "rollback", number)) {
            rollback(process, move);
        } else if (record.state() == MoveState.VERIFIED) {
            finish(process, move, number);
        }
    }

    private void rollback(Orchestrator process, Move move) {
        story.say("operator", "rollback " + move.id());
        // As the command does: a cancel that came too late for the way there is none of the way home.
        process.installation.cancelled.remove(move.id());
        process.walk(move, Leg.ROLLBACK);
    }

    /** Sent home while nobody knows whether it had arrived. */
    private void home(Orchestrator process, Move move, MoveRecord record, long number) {
        if (chance.oneIn(3, "to the parked copy", number)) {
            story.checker.givenUp(move.instance().name());
            process.installation.journal.write(
                    Orders.discard(record, "jo"), process.epoch(), "operator", "back to the parked copy");
        }
        rollback(process, move);
    }

    private void finish(Orchestrator process, Move move, long number) {
        if (chance.oneIn(6, "finalize", number)) {
            story.say("operator", "finalize " + move.id());
            process.walk(move, Leg.FINALIZE);
        }
    }

    static void retry(Orchestrator process, Move move, MoveRecord record) {
        process.installation.cancelled.remove(move.id());
        process.installation.journal.write(Again.of(record), process.epoch(), "operator", "retry");
    }

    /** The destination is off, people have seen that, and say so; discard or not. */
    private void word(Orchestrator process, Move move, MoveRecord record, long number) {
        story.say("operator", move.to() + " is off");
        // From here on people answer for what that host starts when it boots.
        story.checker.answeredFor(move.instance().name());
        MoveRecord again = record.state() == MoveState.NEEDS_ATTENTION ? Again.of(record) : record;
        process.installation.journal.write(
                Orders.off(again, move.to(), "jo"), process.epoch(), "operator", "the host is off");
        if (chance.oneIn(2, "discard", number) && Migrator.due(move, process.installation.record(move), Leg.ROLLBACK)) {
            process.walk(move, Leg.ROLLBACK);
        }
    }
}

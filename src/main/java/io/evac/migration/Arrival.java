package io.evac.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** The end of a walk: healthy on its destination, given back there, its downtime summed, its state said. */
final class Arrival {
    private static final int TRIES = 10;
    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    Arrival(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** True when both ends are to be asked again. */
    boolean run() {
        sumDowntime();
        if (!givenBack()) {
            return true;
        }
        draft.complete(Phase.ACTIVATE);
        draft.phase = Optional.empty();
        draft.forget(Parked.key(ends.destination().name()));
        if (!draft.homeward) {
            draft.remember(Walk.ARRIVED_AT, Long.toString(ends.parts.clock().millis()));
            walk.backToMoved();
            draft.code = Optional.empty();
            draft.message = Optional.empty();
            walk.become(
                    MoveState.MOVED,
                    "healthy on " + ends.destination().name() + " after " + draft.downtimeMillis + " ms of downtime");
        } else if (draft.rollback()) {
            rolledBack();
        } else {
            reversed();
        }
        ends.ledger.catchUp();
        return false;
    }

    private void sumDowntime() {
        draft.downtimeMillis += ends.move.wasRunning() ? ends.downSince() : 0;
        draft.stoppedAt = Optional.empty();
    }

    private boolean givenBack() {
        Guard guard = ends.parts.guards().on(ends.destination());
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                guard.giveBack(ends.move.instance().name(), ends.ticket());
                return true;
            } catch (GuardUnreachableException silent) {
                Pauses.pause(ends.parts.waiter(), Duration.ofSeconds(tries));
            } catch (GuardRefusedException refused) {
                if (Refusals.superseded(refused, ends.authority.owner())) {
                    throw Ends.superseded(refused);
                }
                return false;
            }
        }
        return false;
    }

    private void rolledBack() {
        String from = ends.source().name().value();
        String home = ends.destination().name().value();
        boolean alone = fenceWhenBack();
        draft.completed = new ArrayList<>();
        draft.walk(false, "");
        draft.forget(Orders.DISCARD);
        draft.remember(Walk.ARRIVED_AT, Long.toString(ends.parts.clock().millis()));
        draft.code = Optional.empty();
        draft.message = Optional.empty();
        Optional<String> lost = Optional.ofNullable(draft.checkpoint.values().get(Discard.LOST));
        if (alone) {
            draft.told(Codes.HOST_OFF, lost.orElse(from + " is off") + homeAgain(home) + HomeAlone.warning(ends));
        } else if (lost.isPresent()) {
            draft.told(
                    Codes.DISCARDED,
                    lost.get() + homeAgain(home) + "maybe what was lost can be saved from the copy that is parked on "
                            + from);
        }
        walk.become(
                MoveState.ROLLED_BACK,
                "healthy on " + home + " again; " + (alone ? from + " is off" : "the copy on " + from + " is parked"));
    }

    /** Whether where it was is off: then what stands there is to be fenced when that host answers again. */
    private boolean fenceWhenBack() {
        boolean alone = draft.homeAlone();
        if (alone) {
            draft.remember(Orders.FENCE_WHEN_BACK, ends.source().name().value());
        }
        return alone;
    }

    private static String homeAgain(String home) {
        return "; it runs on " + home + " again; ";
    }

    private void reversed() {
        String kept = ends.source().name().value();
        String home = ends.destination().name().value();
        String sick = draft.checkpoint.values().getOrDefault(Reversal.SICK, "it was sick on " + kept);
        String lost = draft.checkpoint.values().getOrDefault(Discard.LOST, "no write was lost");
        if (fenceWhenBack()) {
            draft.walk(false, "");
            draft.told(Codes.HOST_OFF, lost + homeAgain(home) + HomeAlone.warning(ends));
            walk.become(MoveState.FAILED, kept + " is off; it runs on " + home + " again");
            return;
        }
        draft.walk(false, "");
        draft.told(
                Codes.SICK,
                sick + "; it runs on " + home + " again, " + lost + ". Maybe look at the copy that is kept on " + kept);
        ends.ledger.note("the copy on " + kept + " is fenced and kept for inspection; " + lost, ends::patient);
        walk.become(MoveState.FAILED, "reversed: " + sick);
    }
}

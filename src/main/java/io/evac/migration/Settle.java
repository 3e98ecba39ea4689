package io.evac.migration;

import io.evac.inventory.RunState;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The rest of a move that was brought up at home while the other host was off: when that answers again, the copy there is
 * fenced, if it does not run. One that runs there is never stopped by Evac: a human is told of both.
 */
final class Settle {
    /** Checkpoint key: the state that the move had come to its end in, while a human is needed because of this. */
    private static final String ENDED = "endedAs";

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    Settle(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    void run() {
        boolean asked = draft.state != MoveState.FAILED && draft.state != MoveState.ROLLED_BACK;
        if (asked) {
            walk.become(MoveState.RUNNING, "what was left on a host that was off is looked at");
        }
        // What was left behind is the source of the way home, and its destination is where the instance is.
        draft.homeward = true;
        draft.remember(Reversal.TURNED_AT, Long.toString(ends.parts.clock().millis()));
        Ends.Pair pair = ends.adopt();
        Optional<String> trouble = pair.complete() ? fence(pair) : Optional.empty();
        Ends.Pair now = (trouble.isPresent() ? ends.adopt() : pair).turned();
        draft.completed = new ArrayList<>();
        draft.phase = Optional.empty();
        draft.homeward = false;
        if (trouble.isPresent()) {
            needsHuman(trouble.get(), now);
        } else if (pair.complete()) {
            done(asked);
        } else if (asked) {
            later(now);
        }
    }

    /** Empty when nothing can start there any more; else why a human is needed. */
    private Optional<String> fence(Ends.Pair pair) {
        GuardFacts left = pair.source().orElseThrow();
        String there = ends.source().name().value();
        boolean hookBringsUp = left.state() == GuardState.ACTIVATING || left.state() == GuardState.ACTIVE;
        if (!left.inPlace() && !(hookBringsUp && left.away())) {
            return Optional.empty();
        }
        if (left.running() != RunState.STOPPED) {
            return runs(left);
        }
        if (left.state() == GuardState.RELEASED) {
            return Optional.of("its supervisor is starting it there");
        }
        if (PutBack.is(left) || ends.foreign(left)) {
            return Optional.of("somebody else has it there");
        }
        Optional<String> startable = hookBringsUp ? keptDown() : Optional.empty();
        if (startable.isPresent()) {
            return startable;
        }
        Optional<String> failed = quiesced(left).or(() -> failure(steps.perform(Phase.FENCE)));
        ends.ledger.catchUp();
        return failed.map(why -> "it cannot be fenced on " + there + " (" + why + ")");
    }

    private Optional<String> quiesced(GuardFacts left) {
        if (left.state() == GuardState.QUIESCED) {
            draft.n = left.n();
            return Optional.empty();
        }
        draft.n = Math.max(draft.n, left.n()) + 1;
        return failure(steps.perform(Phase.QUIESCE));
    }

    private static Optional<String> failure(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                ? Optional.of(failed.failure().what())
                : Optional.empty();
    }

    private static Optional<String> runs(GuardFacts left) {
        return Optional.of("it is " + left.running() + " there");
    }

    /** Not to run: behind that record no boot and no timer starts it. Empty when that is so, else why a human is needed. */
    private Optional<String> keptDown() {
        long intent = ends.intent(
                Phase.QUIESCE, "keep down what was starting on " + ends.source().name());
        Optional<String> trouble = keepDown();
        ends.outcome(intent, trouble.orElse("done"));
        return trouble;
    }

    /** A start that was under way is ended by the second call: what that one sees stays so, and what runs is not stopped. */
    private Optional<String> keepDown() {
        Guard guard = ends.parts.guards().on(ends.source());
        try {
            guard.unfence(ends.move.instance().name(), ends.ticket(), false);
            GuardFacts now = guard.unfence(ends.move.instance().name(), ends.ticket(), false);
            return now.running() == RunState.STOPPED ? Optional.empty() : runs(now);
        } catch (GuardUnreachableException silent) {
            return Optional.of("it cannot be fenced there (" + silent.getMessage() + ")");
        } catch (GuardRefusedException refused) {
            if (Refusals.superseded(refused, ends.authority.owner())) {
                throw Ends.superseded(refused);
            }
            return Optional.of("it cannot be fenced there (" + refused.getMessage() + ")");
        }
    }

    private void done(boolean asked) {
        String ended = draft.checkpoint.values().get(ENDED);
        MoveState next = ended != null ? MoveState.valueOf(ended) : asked ? MoveState.QUEUED : draft.state;
        draft.forget(Orders.FENCE_WHEN_BACK);
        draft.forget(ENDED);
        draft.code = Optional.empty();
        draft.message = Optional.empty();
        if (next != MoveState.QUEUED) {
            Optional<String> lost =
                    Optional.ofNullable(draft.checkpoint.values().get(Discard.LOST));
            draft.told(
                    Codes.HOST_OFF,
                    lost.orElse(ends.move.to() + " was off") + "; it runs on " + ends.move.from() + ", and the copy on "
                            + ends.move.to() + " cannot start any more"
                            + (lost.isPresent() ? ". Maybe what was lost can be saved from there" : ""));
        }
        walk.become(next, "nothing can start on " + ends.move.to() + " any more");
    }

    /** Only whoever asked is told: what is looked at by itself is looked at again later. */
    private void later(Ends.Pair pair) {
        String what = Silence.of(ends, pair).what() + "; " + HomeAlone.warning(ends);
        if (draft.checkpoint.values().containsKey(ENDED)) {
            walk.attention(what, pair);
            return;
        }
        draft.told(Codes.HOST_OFF, what);
        walk.become(MoveState.FAILED, what);
    }

    private void needsHuman(String trouble, Ends.Pair pair) {
        if (!draft.checkpoint.values().containsKey(ENDED)) {
            draft.remember(ENDED, (draft.state == MoveState.ROLLED_BACK ? draft.state : MoveState.FAILED).name());
        }
        String what = ends.move.to() + " answers again, and " + trouble;
        String lacking = "each copy may have writes that the other lacks, and Evac stops neither. If the one on "
                + ends.move.from() + " is to stay, maybe stop the one on " + ends.move.to() + " by hand";
        draft.told(Codes.BACK, Attention.text(ends, what + "; " + lacking, pair));
        walk.become(MoveState.NEEDS_ATTENTION, what);
    }
}

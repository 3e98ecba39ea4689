package io.evac.migration;

import java.util.List;
import java.util.Optional;

/** A try that came to nothing before the point of no return: at once and in place, the source is in service again. */
final class Undo {
    /** Checkpoint key: how many tries of this walk the timer or an undo has ended. */
    static final String LOST = "lostTries";
    /** Checkpoint key: why the last of them ended. */
    static final String WHY = "lostWhy";

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;

    Undo(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    /**
     * Before the fence the operator can still have it back: stopped as it is, it is in service on its source at once. Only
     * then the rest is undone, for which a destination may be waited for that does not answer.
     */
    boolean recalled(Phase next) {
        boolean open = !draft.homeward && (next == Phase.FINAL_SYNC || next == Phase.FENCE);
        if (!open || !walk.cancelAsked()) {
            return false;
        }
        draft.complete(Phase.QUIESCE);
        if (steps.undo(List.of(Phase.QUIESCE)).isEmpty()) {
            ends.backInService();
        }
        walk.cancelNow();
        return true;
    }

    /** The destination refused to become active: it is taken back, and only then the source runs again. */
    boolean fence(Failure.Permanent failure) {
        if (draft.reversal()) {
            // Home cannot take it: it runs on where it is sick, and that is a human's to decide, not a failed move.
            return lost(failure.what());
        }
        walk.fail(failure);
        ends.ledger.catchUp();
        return false;
    }

    boolean unfence(String why) {
        draft.complete(Phase.QUIESCE);
        draft.complete(Phase.FENCE);
        return lost(why);
    }

    /** A try is over: the source runs again, and the next one begins from the rounds while the budget lasts. */
    boolean lost(String why) {
        draft.complete(Phase.QUIESCE);
        draft.remember(WHY, why);
        Optional<Failure> left = steps.undo(List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE));
        draft.completed.remove(Phase.INCREMENTAL_SYNC);
        if (left.isPresent()) {
            Ends.Pair pair = ends.ask();
            if (pair.source().isEmpty() || left.get() instanceof Failure.Permanent) {
                walk.attention(
                        why + "; and it could not be undone: " + left.get().what(), pair);
                return false;
            }
            return true;
        }
        if (draft.stoppedAt.isEmpty()) {
            draft.remember(LOST, Long.toString(draft.number(LOST) + 1));
        } else {
            countLost();
        }
        ends.ledger.catchUp();
        ends.save("back in service on " + ends.source().name() + ": " + why);
        return true;
    }

    void countLost() {
        ends.backInService();
        draft.remember(LOST, Long.toString(draft.number(LOST) + 1));
        draft.completed.remove(Phase.INCREMENTAL_SYNC);
    }
}

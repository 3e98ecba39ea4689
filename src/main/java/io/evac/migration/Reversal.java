package io.evac.migration;

import io.evac.plan.Policy;
import java.util.List;
import java.util.Optional;

/** Behind the point of no return: the same protocol with the roles swapped, and what is done where it cannot be. */
final class Reversal {
    /** Checkpoint key: when it began (wall clock, milliseconds). */
    static final String TURNED_AT = "turnedAt";

    /** Checkpoint key: why the destination was not kept. */
    static final String SICK = "sick";

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;
    private final Undo undo;

    Reversal(Ends ends, Steps steps, Walk walk, Undo undo) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
        this.undo = undo;
    }

    /** Its time runs from its first look. */
    void begin() {
        if (draft.reversal() && draft.number(TURNED_AT) == 0) {
            draft.remember(TURNED_AT, Long.toString(ends.parts.clock().millis()));
        }
    }

    /** Whether nothing was ever started where it is to come home from: the way there is to be taken back. */
    boolean neverArrived(Ends.Pair pair, Resolution resolution) {
        return switch (pair.source().orElseThrow().state()) {
            case RECEIVING, SEALED, REVOKED -> resolution == Resolution.TURN;
            case ABSENT -> !draft.arrived() && notFenced(pair.destination().orElseThrow());
            case OPEN, QUIESCED, RELEASED, FENCED, ACTIVATING, ACTIVE, FINALIZING -> false;
        };
    }

    private static boolean notFenced(GuardFacts home) {
        return switch (home.state()) {
            case OPEN, QUIESCED, RELEASED, ACTIVE -> true;
            case ABSENT, RECEIVING, SEALED, REVOKED, FENCED, ACTIVATING, FINALIZING -> false;
        };
    }

    /** The facts are those of the opposite walk: it had begun before the crash, only its journal entry is missing. */
    void turn() {
        boolean rollback = draft.rollback();
        draft.downtimeMillis += ends.downSince();
        draft.stoppedAt = Optional.empty();
        draft.remember(Undo.LOST, "0");
        draft.walk(!draft.homeward, rollback ? Migrator.ROLLBACK_WALK : "reversal");
        if (draft.recalled()) {
            // Nothing was written there that a way back could lose.
            draft.forget(Orders.DISCARD);
            draft.forget(Discard.LOST);
            // The order to go home has forgotten what the way there had done: all of it is to be undone.
            draft.complete(Phase.RESERVE);
            draft.complete(Phase.QUIESCE);
            draft.complete(Phase.FINAL_SYNC);
        }
        draft.remember(TURNED_AT, Long.toString(ends.parts.clock().millis()));
        ends.save(draft.homeward ? "on the way home" : "on the way there");
    }

    /** The activation failed: forwards is over. True when both ends are to be asked again. */
    boolean insteadOf(Failure failure) {
        Ends.Pair pair = ends.ask();
        GuardState there = pair.destination().map(GuardFacts::state).orElse(GuardState.ACTIVATING);
        if (pair.destination().isEmpty() || failure instanceof Failure.Transient) {
            walk.attention(failure.what() + "; the source stays fenced", pair);
            return false;
        }
        if (there == GuardState.SEALED || draft.discard() && there == GuardState.FENCED) {
            return undo.fence((Failure.Permanent) failure);
        }
        if (draft.homeward) {
            walk.attention(failure.what() + " at home as well", pair);
            return false;
        }
        ends.ledger.catchUp();
        draft.remember(SICK, failure.what());
        turn();
        return true;
    }

    /** Home cannot be synced: the policy decides, or a human. True when both ends are to be asked again. */
    boolean impossible(String why, Ends.Pair pair) {
        boolean untouched =
                pair.destination().map(f -> f.state() == GuardState.FENCED).orElse(false);
        if (ends.policy.reversalImpossible() == Policy.ReversalImpossible.DISCARD && untouched) {
            return new Discard(ends, steps, walk).run(why);
        }
        Optional<Failure> left = steps.undo(List.of(Phase.QUIESCE));
        walk.attention(
                ends.move.instance().name() + " is sick on " + ends.source().name() + " ("
                        + draft.checkpoint.values().getOrDefault(SICK, "unknown") + ") and cannot come home: " + why
                        + left.map(failure -> "; " + failure.what()).orElse(""),
                ends.adopt());
        return false;
    }
}

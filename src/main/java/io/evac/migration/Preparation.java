package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Duration;
import java.util.Optional;

/** What comes before QUIESCE while the instance still runs, and the slots that are held until it is stopped and carried. */
final class Preparation {
    private static final int MAX_LOST = 3;
    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;
    private final Freshness freshness;
    private Optional<Slots.Claim> claim = Optional.empty();

    Preparation(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
        this.freshness = new Freshness(ends, steps);
    }

    /** Whether the walk may stop the instance now: there is time, nobody wants it otherwise, and it runs as it should. */
    boolean mayStop(GuardFacts source) {
        if (walk.cancelAsked() && !draft.homeward) {
            walk.cancelNow();
            return false;
        }
        boolean spent = draft.number(Undo.LOST) >= MAX_LOST
                || ends.budgetLeft().compareTo(ends.margin().multipliedBy(2)) < 0;
        if (spent) {
            walk.fail(new Failure.Permanent(
                    Codes.BUDGET,
                    "the downtime budget of " + ends.move.downtime().toMillis() + " ms does not do ("
                            + draft.downtimeMillis + " ms used, tries: " + draft.number(Undo.LOST) + ")" + lastEnd(),
                    "Maybe retry it, which begins with the whole budget again; or give a longer downtime"));
            return false;
        }
        boolean held = !draft.homeward && !ends.control.mayCutOver(ends.move.id());
        if (held || ends.control.stopRequested(ends.move.id())) {
            walk.become(MoveState.WAITING, "stopped before quiesce");
            return false;
        }
        // On the way home it may have died where it was: then there is nothing to stop, and all to carry.
        if (ends.move.wasRunning() && source.running() != RunState.RUNNING && !draft.homeward) {
            walk.hindered(new Failure.Transient(
                    Codes.UNREACHABLE,
                    ends.move.instance().name() + " is " + source.running() + " on "
                            + ends.source().name(),
                    Duration.ofSeconds(5)));
            return false;
        }
        return true;
    }

    /** A longer budget is no remedy for everything that has eaten it. */
    private String lastEnd() {
        String why = draft.checkpoint.values().getOrDefault(Undo.WHY, "");
        return why.isEmpty() || draft.number(Undo.LOST) == 0 ? "" : "; the last try ended because " + why;
    }

    /** The destination receives, what changed since is there, and the slots are ours; false when the leg ends here. */
    boolean run(Ends.Pair pair) {
        boolean receives = pair.destination().orElseThrow().state() == GuardState.RECEIVING;
        if ((!receives || !draft.completed.contains(Phase.RESERVE)) && !walk.rounds(Phase.RESERVE)) {
            return false;
        }
        boolean rounds = draft.rollback() || draft.number(Undo.LOST) > 0 && steps.has(Phase.FULL_SYNC);
        boolean missing = rounds && !draft.completed.contains(Phase.INCREMENTAL_SYNC);
        boolean stale = freshness.stale();
        if (stale) {
            freshness.again();
        }
        if ((missing || stale) && !walk.rounds(Phase.INCREMENTAL_SYNC)) {
            return false;
        }
        try {
            claim = Optional.of(walk.claim());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            walk.become(MoveState.WAITING, "stopped while waiting for a slot");
            return false;
        }
    }

    /** On its way there it is stopped, also once more, only while its window has time for that. */
    boolean waitsForItsWindow() {
        if (!ends.context().tooLate().getAsBoolean()) {
            return false;
        }
        walk.become(MoveState.WAITING, "too late for its window");
        return true;
    }

    /** What came of what an operator wants done before it is stopped. */
    enum Announced {
        DONE,
        /** It took its time: both ends are to be asked again. */
        AGAIN,
        LEFT
    }

    /** A reversal cannot wait for it. */
    Announced announced(Ends.Pair pair) {
        GuardFacts source = pair.source().orElseThrow();
        if (draft.reversal() || draft.discard() || source.running() != RunState.RUNNING) {
            return Announced.DONE;
        }
        BeforeStop.Answer answer = ends.parts.beforeStop().ask(ends.move, draft.homeward);
        if (answer.failure().isPresent()) {
            walk.fail(answer.failure().get());
            return Announced.LEFT;
        }
        return answer.called() ? Announced.AGAIN : Announced.DONE;
    }

    void unclaim() {
        claim.ifPresent(Slots.Claim::close);
        claim = Optional.empty();
    }
}

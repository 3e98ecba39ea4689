package io.evac.migration;

import java.util.Optional;

/** What comes before QUIESCE while the instance still runs, and the slots that are held until it is stopped and carried. */
final class Preparation {
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;
    private Optional<Slots.Claim> claim = Optional.empty();

    Preparation(Draft draft, Steps steps, Walk walk) {
        this.draft = draft;
        this.steps = steps;
        this.walk = walk;
    }

    /** The destination receives, what changed since is there, and the slots are ours; false when the leg ends here. */
    boolean run(Ends.Pair pair) {
        boolean receives = pair.destination().orElseThrow().state() == GuardState.RECEIVING;
        if ((!receives || !draft.completed.contains(Phase.RESERVE)) && !walk.rounds(Phase.RESERVE)) {
            return false;
        }
        boolean rounds = draft.rollback() || draft.number(Undo.LOST) > 0 && steps.has(Phase.FULL_SYNC);
        if (rounds && !draft.completed.contains(Phase.INCREMENTAL_SYNC) && !walk.rounds(Phase.INCREMENTAL_SYNC)) {
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

    void unclaim() {
        claim.ifPresent(Slots.Claim::close);
        claim = Optional.empty();
    }
}

package io.evac.migration;

import io.evac.inventory.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * From QUIESCE to the health gate, forward or on the way home. It always begins with asking both guards, and asks again
 * after every doubt; {@link Resolution} says where the facts stand.
 */
final class Cutover {
    private static final int LOOKS = 24;

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;
    private final Undo undo;
    private final Reversal reversal;
    private final ThirdParty others;
    private final PutBack putBack;
    private final Discard discard;
    private final Preparation preparation;

    Cutover(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
        this.undo = new Undo(ends, steps, walk);
        this.reversal = new Reversal(ends, steps, walk, undo);
        this.others = new ThirdParty(ends, steps, walk);
        this.putBack = new PutBack(ends);
        this.discard = new Discard(ends, steps, walk);
        this.preparation = new Preparation(ends, steps, walk);
    }

    void run() {
        try {
            reversal.begin();
            boolean goOn = true;
            for (int looks = 0; goOn; looks++) {
                Ends.Pair pair = ends.ask();
                putBack.notice(pair);
                if (looks >= LOOKS) {
                    walk.attention("the two hosts cannot be brought to agree", pair);
                    return;
                }
                goOn = pair.complete() ? answered(pair) : oneSided(pair);
            }
        } finally {
            preparation.unclaim();
        }
    }

    private boolean answered(Ends.Pair pair) {
        return Orders.offHost(draft.checkpoint).isPresent()
                ? new HomeAlone(ends, steps, walk).over(pair)
                : decide(pair);
    }

    /** True when both ends are to be asked again. */
    private boolean decide(Ends.Pair asked) {
        if (left(others.foreign(asked), asked)) {
            return false;
        }
        Resolution resolution = resolve(asked);
        boolean recalled = draft.rollback() && reversal.neverArrived(asked, resolution);
        if (!recalled && (resolution != Resolution.TURN || draft.discard())) {
            return decide(asked, resolution);
        }
        reversal.turn();
        Ends.Pair pair = asked.turned();
        return !left(others.foreign(pair), pair) && decide(pair, resolve(pair));
    }

    private boolean decide(Ends.Pair pair, Resolution resolution) {
        return switch (putBack.look(pair)) {
            case NOTHING ->
                !left(others.changed(pair), pair)
                        && (draft.discard() ? goBack(pair, resolution) : goOn(pair, resolution));
            case KEEP -> unfence(putBack.why());
            case HUMAN -> {
                walk.attention(putBack.told(pair), pair);
                yield false;
            }
        };
    }

    /** Whether somebody else's doing ends the walk; what an operator sent back to its parked copy stays where it is. */
    private boolean left(Optional<String> how, Ends.Pair pair) {
        if (draft.discard()) {
            how.map(Discard::elsewhere).ifPresent(walk::fail);
        } else {
            how.ifPresent(words -> others.leave(words, pair));
        }
        return how.isPresent();
    }

    /** On the way back to the parked copy as it is: nothing is carried, and the way is only open while nothing was. */
    private boolean goBack(Ends.Pair pair, Resolution plain) {
        Optional<Failure.Permanent> obstacle = discard.obstacle(pair);
        if (obstacle.isEmpty()) {
            discard.nameLoss(pair);
            return goOn(pair, Discard.read(plain, pair));
        }
        if (plain == Resolution.UNFENCE) {
            return unfence(obstacle.get().what());
        }
        if (pair.source().orElseThrow().state() == GuardState.QUIESCED) {
            draft.complete(Phase.QUIESCE);
        }
        walk.fail(obstacle.get());
        return false;
    }

    private boolean goOn(Ends.Pair pair, Resolution resolution) {
        GuardFacts source = pair.source().orElseThrow();
        draft.learn(source, pair.destination().orElseThrow());
        return switch (resolution) {
            case BEGIN -> begin(pair);
            case RESERVE -> onTimer(pair, Phase.RESERVE);
            case FINAL_SYNC -> onTimer(pair, Phase.FINAL_SYNC);
            case FENCE -> onTimer(pair, draft.discard() || sealedForIt(pair) ? Phase.FENCE : Phase.FINAL_SYNC);
            case ACTIVATE -> behindFence(pair);
            case ARRIVED -> arrived();
            case RELEASE ->
                lost("there is nothing to go on with on " + ends.destination().name());
            case UNFENCE -> unfence("undone behind the fence");
            case CHANGED -> {
                GuardState there = pair.destination().orElseThrow().state();
                others.leave("the guards say " + source.state() + " and " + there, pair);
                yield false;
            }
            case TURN, ATTENTION -> {
                walk.attention(Attention.unfit(ends, pair), pair);
                yield false;
            }
        };
    }

    private static Resolution resolve(Ends.Pair pair) {
        return Resolution.of(pair.source().orElseThrow(), pair.destination().orElseThrow());
    }

    private static boolean sealedForIt(Ends.Pair pair) {
        return pair.source().orElseThrow().n()
                == pair.destination().orElseThrow().n();
    }

    private boolean behindFence(Ends.Pair pair) {
        if (sealedEarlier(pair)) {
            return unfence("an earlier attempt has sealed it");
        }
        boolean neverStarted = pair.destination().orElseThrow().state() == GuardState.SEALED;
        return draft.recalled() && neverStarted ? unfence("sent home before it had arrived") : activate();
    }

    /**
     * Whether a seal is of an attempt that a restored database does not know and a retry has counted past: the guard
     * activates it for that attempt only, so it is taken back while the source is behind its fence.
     */
    private boolean sealedEarlier(Ends.Pair pair) {
        return pair.destination()
                .filter(there -> there.state() == GuardState.SEALED && there.attempt() < draft.attempt())
                .isPresent();
    }

    private boolean begin(Ends.Pair pair) {
        // A try that ended in doubt may still hold its slots: kept, they would make this one wait for itself.
        preparation.unclaim();
        GuardFacts source = pair.source().orElseThrow();
        // An instance that has moved before brings its used timers along: each is good for one stop only.
        draft.n = Math.max(draft.n, source.n());
        if (draft.stoppedAt.isPresent()) {
            undo.countLost();
        }
        if (draft.reversal() && draft.number(Undo.LOST) > 0) {
            return reversal.impossible(
                    "the timer brought it back on " + ends.source().name(), pair);
        }
        if (preparation.waitsForItsWindow() || !draft.reversal() && !preparation.mayStop(source)) {
            return false;
        }
        boolean ready = draft.reversal() || draft.discard() || preparation.run(pair);
        // What brought its copy up to date took its time.
        return ready
                && !preparation.waitsForItsWindow()
                && switch (preparation.announced(pair)) {
                    case DONE -> walkFrom(Phase.QUIESCE);
                    case AGAIN -> true;
                    case LEFT -> false;
                };
    }

    /** Goes on with a stopped instance, if the timer that holds it still is the one and time is left. */
    private boolean onTimer(Ends.Pair pair, Phase phase) {
        GuardFacts source = pair.source().orElseThrow();
        boolean time = source.timerLeft()
                .map(left -> left.compareTo(ends.margin()) > 0)
                .orElse(false);
        if (source.running() != RunState.STOPPED || source.bootChanged() || !time) {
            return lost("timer " + source.n() + " of " + ends.source().name() + " runs out");
        }
        if (ends.context().handsOver() && draft.stoppedAt.isEmpty()) {
            handedOver(source.timerLeft().orElseThrow());
        }
        knowStopped();
        return walkFrom(phase);
    }

    private boolean walkFrom(Phase first) {
        for (Phase phase : Course.from(first, draft)) {
            if (undo.recalled(phase)) {
                return false;
            }
            Outcome outcome = switch (phase) {
                case QUIESCE -> quiesce();
                case FENCE -> fenceWithBothIntents();
                case RESERVE, FULL_SYNC, INCREMENTAL_SYNC, FINAL_SYNC, ACTIVATE, VERIFY, FINALIZE ->
                    steps.perform(phase);
            };
            if (phase == Phase.FINAL_SYNC) {
                preparation.unclaim();
            }
            if (outcome instanceof Outcome.Failed failed) {
                return failed(phase, failed.failure());
            }
        }
        return arrived();
    }

    /** Under a fresh timer, durable before the stop. The fence of an earlier try is no leave to pass over this source. */
    private Outcome quiesce() {
        draft.n = draft.n + 1;
        draft.completed.remove(Phase.FENCE);
        // What hands over runs on until it has stopped.
        draft.stoppedAt = ends.context().handsOver()
                ? Optional.empty()
                : Optional.of(ends.parts.clock().millis());
        Outcome outcome = steps.perform(
                Phase.QUIESCE,
                "run quiesce " + draft.n + ", " + ends.budgetLeft().toMillis() + " ms left");
        if (outcome.equals(Quiesce.TOO_LATE)) {
            // It was never asked to stop: no lost try, and no time of its budget.
            draft.stoppedAt = Optional.empty();
        }
        return outcome;
    }

    /** ACTIVATE's intent is durable before FENCE: behind it nothing waits for the database. */
    private Outcome fenceWithBothIntents() {
        draft.phase = Optional.of(Phase.FENCE);
        long fence = ends.intent(Phase.FENCE, "run fence");
        steps.announce(Phase.ACTIVATE);
        return steps.perform(Phase.FENCE, fence);
    }

    /** A restored database may not know that the instance is down: its budget runs from the first look then. */
    private void knowStopped() {
        if (draft.stoppedAt.isEmpty()) {
            draft.stoppedAt = Optional.of(ends.parts.clock().millis());
        }
    }

    /** An orchestrator that was not there when it stopped: its guard has counted the budget from then on. */
    private void handedOver(Duration left) {
        long used = Budget.of(ends.move, draft.checkpoint).minus(left).toMillis() - draft.downtimeMillis;
        draft.stoppedAt = Optional.of(ends.parts.clock().millis() - Math.max(0, used));
    }

    private boolean activate() {
        knowStopped();
        steps.announceAtOnce(Phase.ACTIVATE);
        ends.ledger.goOnWithout();
        draft.complete(Phase.FENCE);
        Outcome outcome = steps.perform(Phase.ACTIVATE);
        return outcome instanceof Outcome.Failed failed ? failed(Phase.ACTIVATE, failed.failure()) : arrived();
    }

    /** True when both ends are to be asked again. */
    private boolean failed(Phase phase, Failure failure) {
        if (failure instanceof Failure.Ambiguous) {
            return true;
        }
        if (phase == Phase.ACTIVATE) {
            preparation.unclaim();
            return reversal.insteadOf(failure);
        }
        if (failure instanceof Failure.Transient || failure.code().equals(Codes.BUDGET)) {
            return lost(failure.what());
        }
        if (draft.reversal()) {
            return reversal.impossible(failure.what(), ends.adopt());
        }
        walk.fail((Failure.Permanent) failure);
        return false;
    }

    private boolean unfence(String why) {
        preparation.unclaim();
        return undo.unfence(why);
    }

    private boolean lost(String why) {
        preparation.unclaim();
        return undo.lost(why);
    }

    private boolean arrived() {
        return new Arrival(ends, steps, walk).run();
    }

    private boolean oneSided(Ends.Pair pair) {
        return switch (new OneSided(ends, steps, walk).decide(pair)) {
            case ACTIVATE -> activate();
            case ASK -> true;
            case LEFT -> false;
        };
    }
}

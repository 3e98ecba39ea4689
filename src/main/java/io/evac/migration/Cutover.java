package io.evac.migration;

import io.evac.inventory.RunState;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * From QUIESCE to the health gate, forward or on the way home. It always begins with asking both guards, and asks again
 * after every doubt; {@link Resolution} says where the facts stand.
 */
final class Cutover {
    /** Checkpoint key: when a reversal began (wall clock, milliseconds). */
    static final String TURNED_AT = "turnedAt";

    /** Checkpoint key: how many tries of this walk the timer or an undo has ended. */
    static final String LOST = "lostTries";

    private static final int MAX_LOST = 3;
    private static final int LOOKS = 24;
    private static final int SILENCES = 6;
    private static final List<Phase> FORWARD = List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);
    private static final List<Phase> REVERSAL =
            List.of(Phase.QUIESCE, Phase.RESERVE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);

    private final Ends ends;
    private final Draft draft;
    private final Steps steps;
    private final Walk walk;
    private Optional<Slots.Claim> claim = Optional.empty();
    private String sick = "";

    Cutover(Ends ends, Steps steps, Walk walk) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = steps;
        this.walk = walk;
    }

    void run() {
        try {
            if (reversal() && draft.number(TURNED_AT) == 0) {
                draft.remember(TURNED_AT, Long.toString(ends.parts.clock().millis()));
            }
            boolean goOn = true;
            for (int looks = 0; goOn; looks++) {
                Ends.Pair pair = ask();
                if (looks >= LOOKS) {
                    walk.attention("the two hosts cannot be brought to agree", pair);
                    return;
                }
                goOn = pair.complete() ? decide(pair) : oneSided(pair);
            }
        } finally {
            unclaim();
        }
    }

    private Ends.Pair ask() {
        Ends.Pair pair = ends.adopt();
        for (int silences = 1; !pair.complete() && (silences < SILENCES || ends.patient()); silences++) {
            Pauses.pause(ends.parts.waiter(), Duration.ofSeconds(1));
            pair = ends.adopt();
        }
        return pair;
    }

    /** True when both ends are to be asked again. */
    private boolean decide(Ends.Pair asked) {
        Ends.Pair pair = asked;
        Optional<String> foreign = walk.foreign(asked);
        if (foreign.isPresent()) {
            walk.changed(foreign.get());
            return false;
        }
        Resolution resolution = resolve(pair);
        if (resolution == Resolution.TURN) {
            turn();
            pair = asked.turned();
            resolution = resolve(pair);
        }
        GuardFacts source = pair.source().orElseThrow();
        Optional<String> changed = walk.changed(pair);
        if (changed.isPresent()) {
            walk.changed(changed.get());
            return false;
        }
        if (source.state() == GuardState.QUIESCED) {
            draft.n = source.n();
        }
        return switch (resolution) {
            case BEGIN -> begin(pair);
            case RESERVE -> onTimer(pair, Phase.RESERVE);
            case FINAL_SYNC -> onTimer(pair, Phase.FINAL_SYNC);
            case FENCE -> onTimer(pair, sealedForIt(pair) ? Phase.FENCE : Phase.FINAL_SYNC);
            case ACTIVATE -> activate();
            case ARRIVED -> arrived();
            case RELEASE ->
                lost("there is nothing to go on with on " + ends.destination().name());
            case UNFENCE -> unfence();
            case CHANGED -> {
                walk.changed("the guards say " + source.state() + " and "
                        + pair.destination().orElseThrow().state());
                yield false;
            }
            case TURN, ATTENTION -> {
                walk.attention("the records of the two hosts do not fit together", pair);
                yield false;
            }
        };
    }

    private static Resolution resolve(Ends.Pair pair) {
        return Resolution.of(
                pair.source().orElseThrow().state(),
                pair.destination().orElseThrow().state());
    }

    private static boolean sealedForIt(Ends.Pair pair) {
        return pair.source().orElseThrow().n()
                == pair.destination().orElseThrow().n();
    }

    /** The facts are those of the opposite walk: it had begun before the crash, only its journal entry is missing. */
    private void turn() {
        boolean rollback = draft.rollback();
        draft.stoppedAt.ifPresent(
                at -> draft.downtimeMillis += ends.parts.clock().millis() - at);
        draft.stoppedAt = Optional.empty();
        draft.remember(LOST, "0");
        draft.walk(!draft.homeward, rollback ? Migrator.ROLLBACK_WALK : "reversal");
        draft.remember(TURNED_AT, Long.toString(ends.parts.clock().millis()));
        ends.save(draft.homeward ? "on the way home" : "on the way there");
    }

    private boolean begin(Ends.Pair pair) {
        // A try that ended in doubt may still hold its slots: kept, they would make this one wait for itself.
        unclaim();
        GuardFacts source = pair.source().orElseThrow();
        // An instance that has moved before brings its used timers along: each is good for one stop only.
        draft.n = Math.max(draft.n, source.n());
        if (draft.stoppedAt.isPresent()) {
            countLost();
        }
        if (reversal() && draft.number(LOST) > 0) {
            return cannotReverse("the timer brought it back on " + ends.source().name(), pair);
        }
        boolean spent = draft.number(LOST) >= MAX_LOST
                || ends.budgetLeft().compareTo(ends.margin().multipliedBy(2)) < 0;
        if (spent && !reversal()) {
            walk.fail(new Failure.Permanent(
                    Codes.BUDGET,
                    "the downtime budget of " + ends.move.downtime().toMillis() + " ms does not do ("
                            + draft.downtimeMillis + " ms used in " + draft.number(LOST) + " tries)",
                    "Maybe give a longer downtime"));
            return false;
        }
        if (!reversal() && !ready(source)) {
            return false;
        }
        return !(reversal() || prepare(pair)) ? false : walkFrom(Phase.QUIESCE);
    }

    /** Whether the walk may stop the instance now: nobody wants it otherwise, and it runs as it should. */
    private boolean ready(GuardFacts source) {
        if (walk.cancelAsked() && !draft.homeward) {
            walk.cancelNow();
            return false;
        }
        if (ends.control.stopRequested(ends.move.id())) {
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

    /** While it still runs: the destination receives, what changed since is there, and the slots are ours. */
    private boolean prepare(Ends.Pair pair) {
        boolean receives = pair.destination().orElseThrow().state() == GuardState.RECEIVING;
        if ((!receives || !draft.completed.contains(Phase.RESERVE)) && !walk.rounds(Phase.RESERVE)) {
            return false;
        }
        boolean rounds = draft.rollback() || draft.number(LOST) > 0 && steps.has(Phase.FULL_SYNC);
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

    private boolean reversal() {
        return draft.homeward && !draft.rollback();
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
        if (draft.stoppedAt.isEmpty()) {
            draft.stoppedAt = Optional.of(ends.parts.clock().millis());
        }
        return walkFrom(phase);
    }

    private boolean walkFrom(Phase first) {
        List<Phase> phases = reversal() ? REVERSAL : FORWARD;
        for (Phase phase : phases.subList(phases.indexOf(first), phases.size())) {
            Outcome outcome = switch (phase) {
                case QUIESCE -> quiesce();
                case FENCE -> fenceWithBothIntents();
                case RESERVE, FULL_SYNC, INCREMENTAL_SYNC, FINAL_SYNC, ACTIVATE, VERIFY, FINALIZE ->
                    steps.perform(phase);
            };
            if (phase == Phase.FINAL_SYNC) {
                unclaim();
            }
            if (outcome instanceof Outcome.Failed failed) {
                return failed(phase, failed.failure());
            }
        }
        return arrived();
    }

    /** Under a fresh timer, whose number and begin are durable before the instance is stopped. */
    private Outcome quiesce() {
        draft.n = draft.n + 1;
        draft.stoppedAt = Optional.of(ends.parts.clock().millis());
        return steps.perform(
                Phase.QUIESCE,
                "run quiesce " + draft.n + ", " + ends.budgetLeft().toMillis() + " ms left");
    }

    /** ACTIVATE's intent is durable before FENCE: behind it nothing waits for the database. */
    private Outcome fenceWithBothIntents() {
        draft.phase = Optional.of(Phase.FENCE);
        long fence = ends.intent(Phase.FENCE, "run fence");
        steps.announce(Phase.ACTIVATE);
        return steps.perform(Phase.FENCE, fence);
    }

    private boolean activate() {
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
            return notActive(failure);
        }
        if (failure instanceof Failure.Transient || failure.code().equals(Codes.BUDGET)) {
            return lost(failure.what());
        }
        if (reversal()) {
            return cannotReverse(failure.what(), ends.adopt());
        }
        walk.fail((Failure.Permanent) failure);
        return false;
    }

    private boolean notActive(Failure failure) {
        Ends.Pair pair = ask();
        GuardState there = pair.destination().map(GuardFacts::state).orElse(GuardState.ACTIVATING);
        if (pair.destination().isEmpty() || failure instanceof Failure.Transient) {
            walk.attention(failure.what() + "; the source stays fenced", pair);
            return false;
        }
        if (there == GuardState.SEALED) {
            return undoFence((Failure.Permanent) failure);
        }
        if (draft.homeward) {
            walk.attention(failure.what() + " at home as well", pair);
            return false;
        }
        ends.ledger.catchUp();
        sick = failure.what();
        draft.remember("sick", sick);
        turn();
        return true;
    }

    private boolean undoFence(Failure.Permanent failure) {
        if (reversal()) {
            // Home cannot take it: it runs on where it is sick, and that is a human's to decide, not a failed move.
            return lost(failure.what());
        }
        walk.fail(failure);
        ends.ledger.catchUp();
        return false;
    }

    private boolean unfence() {
        draft.complete(Phase.QUIESCE);
        draft.complete(Phase.FENCE);
        return lost("undone behind the fence");
    }

    /** A try is over: the source runs again, and the next one begins from the rounds while the budget lasts. */
    private boolean lost(String why) {
        unclaim();
        draft.complete(Phase.QUIESCE);
        Optional<Failure> left = steps.undo(List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE));
        draft.completed.remove(Phase.INCREMENTAL_SYNC);
        if (left.isPresent()) {
            Ends.Pair pair = ask();
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

    private void countLost() {
        long down = ends.parts.clock().millis()
                - draft.stoppedAt.orElse(ends.parts.clock().millis());
        long most = Budget.of(ends.move, draft.checkpoint).toMillis();
        draft.downtimeMillis += ends.move.wasRunning() ? Math.min(down, most) : 0;
        draft.stoppedAt = Optional.empty();
        draft.remember(LOST, Long.toString(draft.number(LOST) + 1));
        draft.completed.remove(Phase.INCREMENTAL_SYNC);
    }

    private boolean cannotReverse(String why, Ends.Pair pair) {
        boolean untouched =
                pair.destination().map(f -> f.state() == GuardState.FENCED).orElse(false);
        if (ends.policy.reversalImpossible() == Policy.ReversalImpossible.DISCARD && untouched) {
            return new Discard(ends, steps, walk).run(why);
        }
        Optional<Failure> left = steps.undo(List.of(Phase.QUIESCE));
        walk.attention(
                ends.move.instance().name() + " is sick on " + ends.source().name() + " ("
                        + draft.checkpoint.values().getOrDefault("sick", "unknown") + ") and cannot come home: " + why
                        + left.map(failure -> "; " + failure.what()).orElse(""),
                ends.adopt());
        return false;
    }

    private boolean arrived() {
        return new Arrival(ends, steps, walk).run();
    }

    private boolean oneSided(Ends.Pair pair) {
        return new OneSided(ends, steps, walk).decide(pair) && activate();
    }

    private void unclaim() {
        claim.ifPresent(Slots.Claim::close);
        claim = Optional.empty();
    }
}

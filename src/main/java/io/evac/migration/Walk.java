package io.evac.migration;

import io.evac.inventory.RunState;
import io.evac.migration.Journal.MoveRecord;
import java.util.List;
import java.util.Optional;

/** One leg of one move, walked by one thread. What is between QUIESCE and the health gate is {@link Cutover}'s. */
final class Walk {
    /** So often in a row a leg may come to nothing. */
    static final int MAX_FAILURES = 3;

    /** Checkpoint key: when the instance became healthy where its walk ended (wall clock, milliseconds). */
    static final String ARRIVED_AT = "arrivedAt";

    private static final String VERIFIED = "healthy, one running copy, source parked";
    private static final String DELETED = "the parked copy is deleted";
    private final Ends ends;
    private final Draft draft;
    private final Steps steps;

    Walk(Ends ends) {
        this.ends = ends;
        this.draft = ends.draft;
        this.steps = new Steps(ends);
    }

    /** Whether every call of this leg was answered, and with yes. */
    boolean undisturbed() {
        return steps.undisturbed();
    }

    MoveRecord go(Leg leg) {
        switch (leg) {
            case FULL_SYNC, INCREMENTAL_SYNC -> {
                become(MoveState.RUNNING, leg.step() + " begins");
                sync(leg);
            }
            case CUTOVER -> {
                become(MoveState.RUNNING, leg.step() + " begins");
                new Cutover(ends, steps, this).run();
            }
            case VERIFY -> verify();
            case ROLLBACK -> rollback();
            case FINALIZE -> finish();
            case SETTLE -> new Settle(ends, steps, this).run();
        }
        ends.ledger.catchUp();
        return draft.record();
    }

    /**
     * One more round while the move waits for its cutover. What hinders it is told, and no failure: the next round, or the
     * cutover, will see.
     */
    MoveRecord topUp() {
        Freshness freshness = new Freshness(ends, steps);
        Ends.Pair pair = ends.adopt();
        if (freshness.copied() && pair.complete() && plain(pair)) {
            become(MoveState.RUNNING, "top-up begins");
            freshness.again();
            Optional<Outcome> outcome = inSlot(Phase.INCREMENTAL_SYNC);
            if (outcome.isEmpty()) {
                become(MoveState.WAITING, "stopped while waiting for a slot");
            } else {
                toppedUp(outcome.get());
            }
        }
        ends.ledger.catchUp();
        return draft.record();
    }

    private void toppedUp(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            draft.told(failed.failure());
            become(MoveState.WAITING, "top-up: " + failed.failure().what());
            return;
        }
        draft.code = Optional.empty();
        draft.message = Optional.empty();
        become(MoveState.QUEUED, "top-up done");
    }

    private void sync(Leg leg) {
        Ends.Pair pair = ends.adopt();
        boolean word = Orders.offHost(draft.checkpoint).isPresent();
        if (!pair.complete() && !word) {
            new Silence(ends, this).leave(pair);
            return;
        }
        if (!pair.complete() || !plain(pair)) {
            new Cutover(ends, steps, this).run();
            return;
        }
        for (Phase phase : leg.phases()) {
            if (steps.has(phase) && !draft.completed.contains(phase) && !rounds(phase)) {
                return;
            }
        }
        become(MoveState.QUEUED, leg.step() + " done");
    }

    /** Whether the facts are those of a move before its cutover; if not, the facts lead (a restored database). */
    private boolean plain(Ends.Pair pair) {
        GuardFacts source = pair.source().orElseThrow();
        GuardFacts destination = pair.destination().orElseThrow();
        ThirdParty others = new ThirdParty(ends, steps, this);
        return !draft.homeward
                && !PutBack.anywhere(pair)
                && Resolution.of(source, destination) == Resolution.BEGIN
                && others.foreign(pair).or(() -> others.changed(pair)).isEmpty();
    }

    /** One phase before the cutover, round by round; false when the leg ends here. */
    boolean rounds(Phase phase) {
        while (true) {
            if (cancelAsked()) {
                cancel();
                return false;
            }
            if (ends.control.stopRequested(ends.move.id())) {
                become(MoveState.WAITING, "stopped before " + phase.word());
                return false;
            }
            Optional<Outcome> outcome = inSlot(phase);
            if (outcome.isEmpty()) {
                become(MoveState.WAITING, "stopped while waiting for a slot");
                return false;
            }
            switch (outcome.get()) {
                case Outcome.Done done -> {
                    return true;
                }
                case Outcome.Again again -> {}
                case Outcome.Failed failed -> {
                    beforeCutover(failed.failure());
                    return false;
                }
            }
        }
    }

    private Optional<Outcome> inSlot(Phase phase) {
        if (phase == Phase.RESERVE) {
            return Optional.of(steps.perform(phase));
        }
        try (Slots.Claim claim = claim()) {
            return Optional.of(steps.perform(phase));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    Slots.Claim claim() throws InterruptedException {
        return ends.parts
                .slots()
                .claim(
                        ends.move.id(),
                        ends.source().name(),
                        ends.destination().name(),
                        ends.move.priority(),
                        ends.parts.progress());
    }

    private void beforeCutover(Failure failure) {
        switch (failure) {
            case Failure.Transient later -> hindered(later);
            case Failure.Ambiguous doubt -> hindered(doubt);
            case Failure.Permanent permanent -> fail(permanent);
        }
    }

    /** Nothing is down and it may work later: resumable, but not for ever. */
    void hindered(Failure failure) {
        draft.failures++;
        if (draft.failures >= MAX_FAILURES) {
            fail(new Failure.Permanent(
                    failure.code(), failure.what() + " (" + draft.failures + " times)", "Maybe retry it later"));
            return;
        }
        draft.told(failure);
        become(MoveState.WAITING, failure.what());
    }

    /** Undoes all of the walk; the move ends on the source, as it was. A rollback ends where it began: moved. */
    void fail(Failure.Permanent failure) {
        end(MoveState.FAILED, failure);
    }

    private void cancel() {
        String what = draft.recalled() ? "sent home before it had arrived" : "cancelled by the operator";
        end(
                MoveState.CANCELLED,
                new Failure.Permanent(Codes.CANCELLED, what, "Maybe make a new plan once the run is over"));
    }

    private void end(MoveState state, Failure.Permanent failure) {
        Optional<Failure> left = steps.undo(List.of(Phase.values()));
        if (left.isPresent()) {
            Ends.Pair pair = ends.adopt();
            SourceLost lost = new SourceLost(ends);
            if (state == MoveState.FAILED && lost.is(pair)) {
                ends.resolved("source lost");
                draft.told(Codes.SOURCE_LOST, lost.told(failure.what()));
                become(MoveState.FAILED, "source lost");
                return;
            }
            attention(
                    failure.what() + "; and it could not be undone: "
                            + left.get().what(),
                    pair);
            return;
        }
        ends.resolved("undone");
        draft.told(failure);
        ends.backInService();
        if (draft.rollback()) {
            wayHomeUndone(failure);
            return;
        }
        draft.walk(false, "");
        become(state, failure.what());
    }

    /**
     * It is where the way home began: moved; or, if it had never been seen there in service, a human's to look at as
     * before.
     */
    private void wayHomeUndone(Failure failure) {
        draft.forget(Orders.DISCARD);
        draft.forget(Discard.LOST);
        if (!draft.arrived()) {
            Ends.Pair pair = ends.observed();
            if (!pair.complete() || !inServiceThere(pair)) {
                attention(failure.what(), pair);
                return;
            }
            draft.remember(ARRIVED_AT, Long.toString(ends.parts.clock().millis()));
        }
        backToMoved();
        become(MoveState.MOVED, "rollback undone: " + failure.what());
    }

    private boolean inServiceThere(Ends.Pair pair) {
        GuardFacts there = pair.source().orElseThrow();
        RunState right = ends.move.wasRunning() ? RunState.RUNNING : RunState.STOPPED;
        return there.state() == GuardState.OPEN && there.inPlace() && there.running() == right;
    }

    void backToMoved() {
        draft.walk(false, "");
        for (Phase phase : Phase.values()) {
            if (phase.compareTo(Phase.ACTIVATE) <= 0 && steps.has(phase)) {
                draft.complete(phase);
            }
        }
    }

    void attention(String what, Ends.Pair pair) {
        String text = Attention.text(ends, what, pair);
        draft.told(Codes.UNRESOLVED, text);
        become(MoveState.NEEDS_ATTENTION, text);
    }

    private void verify() {
        Outcome outcome = steps.perform(Phase.VERIFY);
        while (outcome instanceof Outcome.Again && !ends.control.stopRequested(ends.move.id())) {
            outcome = steps.perform(Phase.VERIFY);
        }
        switch (outcome) {
            case Outcome.Done done -> {
                ends.resolved(VERIFIED);
                draft.code = Optional.empty();
                draft.message = Optional.empty();
                become(MoveState.VERIFIED, VERIFIED);
            }
            case Outcome.Again again -> {}
            case Outcome.Failed failed -> notVerified(failed.failure());
        }
    }

    private void notVerified(Failure failure) {
        draft.told(failure);
        if (failure instanceof Failure.Permanent) {
            draft.message = draft.message.map(text -> text + Attention.afterwards(ends));
            become(MoveState.NEEDS_ATTENTION, failure.what());
        } else {
            draft.message = draft.message.map(text -> text + Attention.notYet(ends));
            ends.save("not verified yet: " + failure.what());
        }
    }

    private void rollback() {
        if (!draft.rollback() && !draft.recalled()) {
            draft.home();
        }
        String order = draft.checkpoint.values().get(Orders.DISCARD);
        become(
                MoveState.RUNNING,
                order == null ? "the way home begins" : "the way back to the parked copy begins, " + order);
        new Cutover(ends, steps, this).run();
    }

    private void finish() {
        // What a rollback has parked lies on the former destination: there the roles are those of the way home.
        draft.homeward = draft.state == MoveState.ROLLED_BACK;
        // Gone before the outcome is written: behind that, a crash leaves a move that is never due again.
        draft.code = Optional.empty();
        draft.message = Optional.empty();
        Outcome outcome = steps.perform(Phase.FINALIZE);
        draft.homeward = false;
        switch (outcome) {
            case Outcome.Done done -> {
                ends.resolved(DELETED);
                become(draft.state == MoveState.ROLLED_BACK ? draft.state : MoveState.FINALIZED, DELETED);
            }
            case Outcome.Again again -> {}
            case Outcome.Failed failed -> {
                draft.told(failed.failure());
                ends.save("not finalized: " + failed.failure().what());
            }
        }
    }

    boolean cancelAsked() {
        return ends.cancelAsked();
    }

    void cancelNow() {
        cancel();
    }

    /** Changes the state, if the table allows it, and writes it down. */
    void become(MoveState state, String reason) {
        MoveTransitions.require(draft.state, state);
        if (state != MoveState.RUNNING) {
            // Whoever said that a host is off said it of this attempt.
            draft.forget(Orders.OFF);
            steps.withdraw();
            ends.ledger.conclude(ends::patient);
        }
        draft.state = state;
        ends.save(reason);
    }
}

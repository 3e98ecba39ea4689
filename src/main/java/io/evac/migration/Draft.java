package io.evac.migration;

import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.MoveId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The move's record while a walk works on it; one thread. */
final class Draft {
    /** What a walk has left or was ordered, whichever way the next one goes. */
    private static final Set<String> KEPT = Set.of(Walk.ARRIVED_AT, Orders.DISCARD, Orders.OFF, Orders.FENCE_WHEN_BACK);

    private final MoveId id;
    private final String run;
    private int attempt;
    private boolean cancelRequested;
    MoveState state;
    Optional<Phase> phase;
    List<Phase> completed;
    int n;
    boolean homeward;
    Checkpoint checkpoint;
    Optional<Long> stoppedAt;
    long downtimeMillis;
    int failures;
    Optional<String> code;
    Optional<String> message;

    Draft(MoveRecord from) {
        id = from.id();
        run = from.run();
        attempt = Math.max(1, from.attempt());
        cancelRequested = from.cancelRequested();
        state = from.state();
        phase = from.phase();
        completed = new ArrayList<>(from.completed());
        n = from.n();
        homeward = from.homeward();
        checkpoint = from.checkpoint();
        stoppedAt = from.stoppedAt();
        downtimeMillis = from.downtimeMillis();
        failures = from.failures();
        code = from.code();
        message = from.message();
    }

    /** As it is written: what is rolled back is on no way, also while a walk takes the roles of the way home. */
    MoveRecord record() {
        boolean underWay = homeward && state != MoveState.ROLLED_BACK;
        return new MoveRecord(
                id,
                run,
                state,
                phase,
                completed,
                attempt,
                n,
                underWay,
                checkpoint,
                stoppedAt,
                downtimeMillis,
                failures,
                cancelRequested,
                code,
                message);
    }

    int attempt() {
        return attempt;
    }

    /** The hosts have seen a later attempt or timer than a restored database knows: theirs hold. */
    void learn(GuardFacts source, GuardFacts destination) {
        attempt = Math.max(attempt, destination.attempt());
        if (source.state() != GuardState.FENCED) {
            completed.remove(Phase.FENCE);
        }

        boolean under = source.state() == GuardState.QUIESCED
                || source.state() == GuardState.FENCED && destination.state() == GuardState.SEALED;
        n = under ? source.n() : n;
    }

    boolean cancelRequested() {
        return cancelRequested;
    }

    void complete(Phase done) {
        if (!completed.contains(done)) {
            completed.add(done);
        }
    }

    /** The failure in the words of the move's message; with its remedy, where it has one. */
    void told(Failure failure) {
        told(
                failure.code(),
                failure instanceof Failure.Permanent wrong ? wrong.what() + ". " + wrong.maybe() : failure.what());
    }

    void told(String newCode, String newMessage) {
        code = Optional.of(newCode);
        message = Optional.of(newMessage);
    }

    /** What hindered an earlier step is over, and said no more: a long move is not failed by hiccups days apart. */
    void unhindered() {
        if (failures > 0) {
            failures = 0;
            code = Optional.empty();
            message = Optional.empty();
        }
    }

    /** Whether the walk is a way home that an operator asked for, without loss or back to the parked copy. */
    boolean rollback() {
        return homeward && Migrator.ROLLBACK_WALK.equals(checkpoint.values().get(Migrator.WALK));
    }

    /** Whether it was sent home while, by the facts, it is on the way there still: then that way is taken back. */
    boolean recalled() {
        return !homeward && Migrator.ROLLBACK_WALK.equals(checkpoint.values().get(Migrator.WALK));
    }

    /** Whether this attempt has brought it into service where the plan wants it. */
    boolean arrived() {
        return remembers(Walk.ARRIVED_AT);
    }

    /** Whether it is the way back to the parked copy as it is. */
    boolean discard() {
        return rollback() && remembers(Orders.DISCARD);
    }

    /** Whether the instance is brought up at home alone, because where it was is known to be off. */
    boolean homeAlone() {
        return homeward && remembers(Orders.OFF);
    }

    /** Whether the walk goes home because the destination was sick, within its cutover. */
    boolean reversal() {
        return homeward && !rollback();
    }

    /** What a phase wants remembered; what others remember stays. */
    void keep(Checkpoint newer) {
        Map<String, String> all = new HashMap<>(checkpoint.values());
        all.putAll(newer.values());
        checkpoint = new Checkpoint(all);
    }

    boolean remembers(String key) {
        return checkpoint.values().containsKey(key);
    }

    void remember(String key, String value) {
        checkpoint = checkpoint.with(key, value);
    }

    void forget(String key) {
        Map<String, String> left = new HashMap<>(checkpoint.values());
        left.remove(key);
        checkpoint = new Checkpoint(left);
    }

    long number(String key) {
        return Long.parseLong(checkpoint.values().getOrDefault(key, "0"));
    }

    /**
     * A human has looked: queued, to go on from what both guards say. Walk, attempt and budget stay, for the hosts may
     * stand between QUIESCE and the health gate; a reversal gets its time once more.
     */
    void lookedAt() {
        MoveTransitions.require(state, MoveState.QUEUED);
        state = MoveState.QUEUED;
        failures = 0;
        cancelRequested = false;
        code = Optional.empty();
        message = Optional.empty();
        if (reversal()) {
            stoppedAt = Optional.empty();
            Map<String, String> kept = new HashMap<>(checkpoint.values());
            kept.keySet().removeAll(List.of(Undo.LOST, Reversal.TURNED_AT));
            checkpoint = new Checkpoint(kept);
        }
    }

    /** Begins the way home of a moved instance: what the way there needed is forgotten, what it has left is not. */
    void home() {
        Map<String, String> kept = new HashMap<>(checkpoint.values());
        kept.keySet().removeIf(key -> !KEPT.contains(key) && !Parked.isKey(key));
        checkpoint = new Checkpoint(kept);
        walk(true, Migrator.ROLLBACK_WALK);
        stoppedAt = Optional.empty();
        downtimeMillis = 0;
        failures = 0;
    }

    /** Begins a walk: forward again, a reversal, or a rollback. */
    void walk(boolean home, String kind) {
        homeward = home;
        completed = new ArrayList<>();
        phase = Optional.empty();
        checkpoint = checkpoint.with(Migrator.WALK, kind);
    }
}

package io.evac.run;

import io.evac.migration.Authority;
import io.evac.migration.Control;
import io.evac.migration.Leg;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A run that this process works on now: its plan, its lease and what the operator asks of it meanwhile. */
final class LiveRun implements Control {
    private final RunId id;
    private final Plan plan;
    private final Map<String, Partition> partitions;
    private final Lease lease;
    private final Authority authority;
    private final Set<MoveId> held = ConcurrentHashMap.newKeySet();
    private final Set<MoveId> cancelled = ConcurrentHashMap.newKeySet();
    private final Set<MoveId> pendingCanaries = ConcurrentHashMap.newKeySet();
    private final Map<MoveId, Leg> walking = new HashMap<>();
    private final Map<MoveId, Thread> waiting = new HashMap<>();
    private final Demand demand = new Demand(this::stopping);
    private final CountDownLatch done = new CountDownLatch(1);
    private final int toleratedFailures;
    private volatile StopReason stop = StopReason.NONE;
    private volatile boolean cancelledAsWhole;
    private volatile Optional<String> stopRule = Optional.empty();
    private volatile Function<MoveId, Duration> ahead = move -> Duration.ZERO;
    private volatile boolean launched;
    private volatile boolean reopened;
    private volatile boolean heldUp;
    private final Map<MoveId, Long> retryAt = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final CutoverTimes times;

    /** @param toleratedFailures failures that an operator has seen already: the stop rule counts from there */
    LiveRun(
            RunId id,
            Plan plan,
            Map<String, Partition> partitions,
            Lease lease,
            Authority authority,
            int toleratedFailures,
            CutoverTimes times,
            LongSupplier nanos) {
        this.id = id;
        this.nanos = nanos;
        this.plan = plan;
        this.partitions = Map.copyOf(partitions);
        this.lease = lease;
        this.authority = authority;
        this.toleratedFailures = toleratedFailures;
        this.times = times;
    }

    RunId id() {
        return id;
    }

    Plan plan() {
        return plan;
    }

    Map<String, Partition> partitions() {
        return partitions;
    }

    Lease lease() {
        return lease;
    }

    int toleratedFailures() {
        return toleratedFailures;
    }

    Authority authority() {
        return authority;
    }

    @Override
    public boolean stopRequested(MoveId move) {
        return stopping() || held.contains(move);
    }

    @Override
    public boolean cancelRequested(MoveId move) {
        return cancelled.contains(move);
    }

    @Override
    public boolean mayAct() {
        boolean holds = lease.holds();
        if (!holds) {
            heldUp = true;
        }
        return holds;
    }

    /** @param before what may take how long at most before a move's instance is stopped: its window must have time for that */
    void ahead(Function<MoveId, Duration> before) {
        ahead = before;
    }

    /** When it may stop instances. */
    CutoverTimes times() {
        return times;
    }

    void window(Optional<Window> next) {
        times.window(next);
        wakeAll();
    }

    void wishes(Map<MoveId, CutoverWish> all) {
        times.wishes(all);
        wakeAll();
    }

    void wish(MoveId move, CutoverWish wish) {
        times.wish(move, wish);
        wake(move);
    }

    @Override
    public Optional<Instant> until(MoveId move) {
        return times.window(move).map(Window::closes);
    }

    @Override
    public boolean tooLate(MoveId move, Instant now, Duration cutover) {
        return !cancelRequested(move) && times.tooLate(move, now.plus(ahead.apply(move)), cutover);
    }

    @Override
    public boolean mayCutOver(MoveId move) {
        return stopRule.isEmpty();
    }

    /** Whether something was not begun since this was asked last, because too little was left of the lease. */
    boolean wasHeldUp() {
        boolean was = heldUp;
        heldUp = false;
        return was;
    }

    /** Whether no move may begin another leg. */
    boolean stopping() {
        return stop != StopReason.NONE;
    }

    StopReason stopReason() {
        return stop;
    }

    void stop(StopReason reason) {
        synchronized (this) {
            if (reason.compareTo(stop) > 0) {
                stop = reason;
            }
        }
        wakeAll();
    }

    /** This thread waits for the move's turn: whatever is asked of the run or the move meanwhile interrupts it. */
    void waits(MoveId move) {
        synchronized (waiting) {
            waiting.put(move, Thread.currentThread());
        }
    }

    void waitsNoMore(MoveId move) {
        synchronized (waiting) {
            waiting.remove(move);
        }
        // Whoever woke this thread has been heard; the work that follows must not be broken off by it.
        Thread.interrupted();
    }

    private void wakeAll() {
        synchronized (waiting) {
            waiting.values().forEach(Thread::interrupt);
        }
    }

    private void wake(MoveId move) {
        synchronized (waiting) {
            Optional.ofNullable(waiting.get(move)).ifPresent(Thread::interrupt);
        }
    }

    void hold(MoveId move) {
        held.add(move);
        wake(move);
        pendingCanaries.remove(move);
    }

    void goOn(MoveId move) {
        held.remove(move);
    }

    boolean holds(MoveId move) {
        return held.contains(move);
    }

    boolean anyHeld() {
        return !held.isEmpty();
    }

    void cancel(MoveId move) {
        cancelled.add(move);
        wake(move);
        pendingCanaries.remove(move);
    }

    /** Forgets an earlier cancellation: the operator wants the move tried again. */
    void uncancel(MoveId move) {
        cancelled.remove(move);
    }

    /** A move that has been tried {@code attempts} times waits longer before each further one, at most a minute. */
    void retryAfter(MoveId move, int attempts) {
        long seconds = Math.min(60, 1L << Math.min(attempts - 1, 6));
        retryAt.put(move, nanos.getAsLong() + Duration.ofSeconds(seconds).toNanos());
    }

    boolean backingOff(MoveId move) {
        Long at = retryAt.get(move);
        return at != null && nanos.getAsLong() - at < 0;
    }

    void cancelAsWhole() {
        cancelledAsWhole = true;
    }

    boolean cancelledAsWhole() {
        return cancelledAsWhole;
    }

    /** So many moves of this run have failed; perhaps so many that the policy wants no further cutover. */
    void failed(int failures) {
        int limit = plan.policy().stopAfter();
        if (limit > 0 && failures - toleratedFailures >= limit) {
            stopCutovers("stop rule after " + limit + " failures");
        }
    }

    /** No further cutover begins until somebody goes on with the run; the first reason stays. */
    void stopCutovers(String why) {
        stopRule = stopRule.or(() -> Optional.of(why));
        wakeAll();
    }

    /** Why no further cutover begins. */
    Optional<String> stopRule() {
        return stopRule;
    }

    void awaitCanaries(Collection<MoveId> canaries) {
        pendingCanaries.addAll(canaries);
    }

    boolean canariesPending() {
        return !pendingCanaries.isEmpty();
    }

    void canariesSettled(Collection<Move> moves) {
        boolean pending = canariesPending();
        moves.forEach(move -> pendingCanaries.remove(move.id()));
        if (pending && !canariesPending()) {
            wakeAll();
        }
    }

    /** A thread works on it from now on, and gives it back when it ends. */
    void launched() {
        launched = true;
    }

    boolean isLaunched() {
        return launched;
    }

    /** It had ended, and its state says already that it has not any more. */
    void reopened() {
        reopened = true;
    }

    boolean isReopened() {
        return reopened;
    }

    Demand demand() {
        return demand;
    }

    /** False when another leg of the move is being walked: finalize and the way home exclude each other. */
    boolean begin(MoveId move, Leg leg) {
        synchronized (walking) {
            return walking.putIfAbsent(move, leg) == null;
        }
    }

    void end(MoveId move) {
        synchronized (walking) {
            walking.remove(move);
        }
    }

    /** Does something short to a move while the migrator has no hand on it; nothing, and false, when it has. */
    boolean unlessWalking(MoveId move, BooleanSupplier change) {
        return unless(move, leg -> true, change);
    }

    /** The same unless that leg is walked; while another one is, the record is its walk's and must not be written. */
    boolean unlessWalking(MoveId move, Leg leg, BooleanSupplier change) {
        return unless(move, leg::equals, change);
    }

    private boolean unless(MoveId move, Predicate<Leg> inTheWay, BooleanSupplier change) {
        synchronized (walking) {
            boolean free =
                    Optional.ofNullable(walking.get(move)).filter(inTheWay).isEmpty();
            return free && change.getAsBoolean();
        }
    }

    void ended() {
        done.countDown();
    }

    void awaitEnd() throws InterruptedException {
        done.await();
    }
}

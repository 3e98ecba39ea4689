package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.plan.MoveId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@link Slots} in memory, for tens of thousands of waiting moves. A claim that fits overtakes one that does not, so
 * that no slot lies idle; but only {@value #PATIENCE} times: then a place on each of its hosts is kept for the
 * overtaken claim until it has both.
 */
public final class FairSlots implements Slots {
    private static final int PATIENCE = 16;
    /** So many claims have places kept for them at a time: kept places are idle places. */
    private static final int KEPT = 8;

    private static final Comparator<Waiting> ORDER = Comparator.comparingInt((Waiting claim) -> -claim.priority)
            .thenComparingInt(claim -> claim.order)
            .thenComparingLong(claim -> claim.arrival);

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableSet<Waiting> queue = new TreeSet<>(ORDER);
    private final Map<HostName, NavigableSet<Waiting>> leaving = new HashMap<>();
    private final Map<HostName, NavigableSet<Waiting>> coming = new HashMap<>();
    private final List<Waiting> keptFor = new ArrayList<>();
    private final Map<HostName, Integer> out = new HashMap<>();
    private final Map<HostName, Integer> in = new HashMap<>();
    private Function<HostName, io.evac.inventory.Slots> limits;
    private int runLimit;
    private int running;
    private long arrivals;

    /**
     * @param limits of a host; asked at every decision
     * @param runLimit transfers at once in all; at least 1
     */
    public FairSlots(Function<HostName, io.evac.inventory.Slots> limits, int runLimit) {
        this.limits = limits;
        this.runLimit = checked(runLimit);
    }

    /** New limits from now on; claims that were granted stay. */
    public void adjust(Function<HostName, io.evac.inventory.Slots> newLimits, int newRunLimit) {
        lock.lock();
        try {
            limits = newLimits;
            runLimit = checked(newRunLimit);
            grantAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Claim claim(MoveId move, HostName from, HostName to, int priority, Progress progress)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiting mine = new Waiting(from, to, priority, move.number(), arrivals++, lock.newCondition());
            if (fits(mine)) {
                take(mine);
            } else {
                enqueue(mine);
                progress.waiting(move, reason(from, to));
                await(mine);
            }
            progress.waiting(move, "");
            return new Granted(mine);
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiting mine) throws InterruptedException {
        try {
            while (!mine.granted) {
                mine.turn.await();
            }
        } catch (InterruptedException stopped) {
            if (mine.granted) {
                giveBack(mine);
            } else {
                dequeue(mine);
                grantAll();
            }
            throw stopped;
        }
    }

    private void enqueue(Waiting claim) {
        queue.add(claim);
        of(leaving, claim.from).add(claim);
        of(coming, claim.to).add(claim);
    }

    private void dequeue(Waiting claim) {
        queue.remove(claim);
        of(leaving, claim.from).remove(claim);
        of(coming, claim.to).remove(claim);
        keptFor.remove(claim);
    }

    private void grantAll() {
        for (Optional<Waiting> next = first(queue); next.isPresent(); next = first(queue)) {
            grant(next.get());
        }
    }

    /** Grants what the release of a claim allows: others of its two hosts, and anybody when the run was full. */
    private void giveBack(Waiting claim) {
        boolean full = running >= runLimit;
        running--;
        out.merge(claim.from, -1, Integer::sum);
        in.merge(claim.to, -1, Integer::sum);
        if (full || !keptFor.isEmpty()) {
            grantAll();
            return;
        }
        Optional<Waiting> next = either(claim);
        while (next.isPresent()) {
            grant(next.get());
            next = either(claim);
        }
    }

    private Optional<Waiting> either(Waiting claim) {
        return Stream.of(first(of(leaving, claim.from)), first(of(coming, claim.to)))
                .flatMap(Optional::stream)
                .min(ORDER);
    }

    private static NavigableSet<Waiting> of(Map<HostName, NavigableSet<Waiting>> waiting, HostName host) {
        return waiting.computeIfAbsent(host, any -> new TreeSet<>(ORDER));
    }

    private Optional<Waiting> first(NavigableSet<Waiting> waiting) {
        return running >= runLimit
                ? Optional.empty()
                : waiting.stream().filter(this::fits).findFirst();
    }

    private void grant(Waiting claim) {
        dequeue(claim);
        take(claim);
        claim.turn.signal();
    }

    private void take(Waiting claim) {
        running++;
        out.merge(claim.from, 1, Integer::sum);
        in.merge(claim.to, 1, Integer::sum);
        claim.granted = true;
        of(leaving, claim.from).headSet(claim).forEach(this::overtaken);
        of(coming, claim.to).headSet(claim).forEach(this::overtaken);
    }

    private void overtaken(Waiting claim) {
        claim.overtaken++;
        if (claim.overtaken >= PATIENCE && keptFor.size() < KEPT && !keptFor.contains(claim)) {
            keptFor.add(claim);
        }
    }

    /** Places kept for an overtaken claim count as taken for those behind it. */
    private boolean fits(Waiting claim) {
        int keptOut = 0;
        int keptIn = 0;
        for (Waiting first : keptFor) {
            if (ORDER.compare(first, claim) < 0) {
                keptOut += first.from.equals(claim.from) ? 1 : 0;
                keptIn += first.to.equals(claim.to) ? 1 : 0;
            }
        }
        return running < runLimit
                && out.getOrDefault(claim.from, 0) + keptOut
                        < limits.apply(claim.from).out()
                && in.getOrDefault(claim.to, 0) + keptIn
                        < limits.apply(claim.to).in();
    }

    private String reason(HostName from, HostName to) {
        int busyOut = out.getOrDefault(from, 0);
        int busyIn = in.getOrDefault(to, 0);
        int mayOut = limits.apply(from).out();
        int mayIn = limits.apply(to).in();
        if (running >= runLimit) {
            return "slot of the run (" + running + "/" + runLimit + " busy)";
        }
        if (busyOut >= mayOut) {
            return "slot out of " + from + " (" + busyOut + "/" + mayOut + " busy)";
        }
        return busyIn >= mayIn
                ? "slot into " + to + " (" + busyIn + "/" + mayIn + " busy)"
                : "its turn: a place is kept for a move that has waited longer";
    }

    private static int checked(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a run needs at least 1 slot: " + limit);
        }
        return limit;
    }

    private static final class Waiting {
        private final HostName from;
        private final HostName to;
        private final int priority;
        private final int order;
        private final long arrival;
        private final Condition turn;
        private int overtaken;
        private boolean granted;

        Waiting(HostName from, HostName to, int priority, int order, long arrival, Condition turn) {
            this.from = from;
            this.to = to;
            this.priority = priority;
            this.order = order;
            this.arrival = arrival;
            this.turn = turn;
        }
    }

    private final class Granted implements Claim {
        private final Waiting claim;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Granted(Waiting claim) {
            this.claim = claim;
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                lock.lock();
                try {
                    giveBack(claim);
                } finally {
                    lock.unlock();
                }
            }
        }
    }
}

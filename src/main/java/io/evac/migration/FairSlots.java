package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.plan.MoveId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * {@link Slots} in memory. A claim that fits overtakes one that does not, so that no slot lies idle; but only
 * {@value #PATIENCE} times: then the places that the overtaken claim needs are kept for it until it has all of them.
 */
public final class FairSlots implements Slots {
    private static final int PATIENCE = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiting> queue = new ArrayList<>();
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
            grant();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Claim claim(MoveId move, HostName from, HostName to, int priority, Progress progress)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiting mine = new Waiting(from, to, priority, arrivals++, lock.newCondition());
            queue.add(mine);
            queue.sort(Waiting::compareTo);
            grant();
            if (!mine.granted) {
                progress.waiting(move, reason(from, to));
            }
            await(mine);
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
                queue.remove(mine);
                grant();
            }
            throw stopped;
        }
    }

    /** One pass in order; places kept for an overtaken claim count as taken for those behind it. */
    private void grant() {
        Set<HostName> keptOut = new HashSet<>();
        Set<HostName> keptIn = new HashSet<>();
        List<Waiting> passedOver = new ArrayList<>();
        boolean runKept = false;
        for (Waiting next : List.copyOf(queue)) {
            boolean kept = runKept || keptOut.contains(next.from) || keptIn.contains(next.to);
            if (!kept && fits(next)) {
                take(next);
                passedOver.forEach(waiting -> waiting.overtaken++);
            } else {
                passedOver.add(next);
                if (next.overtaken >= PATIENCE) {
                    keptOut.add(next.from);
                    keptIn.add(next.to);
                    runKept |= running >= runLimit;
                }
            }
        }
    }

    private boolean fits(Waiting claim) {
        return running < runLimit
                && out.getOrDefault(claim.from, 0) < limits.apply(claim.from).out()
                && in.getOrDefault(claim.to, 0) < limits.apply(claim.to).in();
    }

    private void take(Waiting claim) {
        queue.remove(claim);
        running++;
        out.merge(claim.from, 1, Integer::sum);
        in.merge(claim.to, 1, Integer::sum);
        claim.granted = true;
        claim.turn.signal();
    }

    private void giveBack(Waiting claim) {
        running--;
        out.merge(claim.from, -1, Integer::sum);
        in.merge(claim.to, -1, Integer::sum);
        grant();
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

    private static final class Waiting implements Comparable<Waiting> {
        private final HostName from;
        private final HostName to;
        private final int priority;
        private final long arrival;
        private final Condition turn;
        private int overtaken;
        private boolean granted;

        Waiting(HostName from, HostName to, int priority, long arrival, Condition turn) {
            this.from = from;
            this.to = to;
            this.priority = priority;
            this.arrival = arrival;
            this.turn = turn;
        }

        @Override
        public int compareTo(Waiting other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(arrival, other.arrival);
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

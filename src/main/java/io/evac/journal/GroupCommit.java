package io.evac.journal;

import io.evac.migration.Journal.JournalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commits together what many threads write at the same time. Each caller's work is durable when its call returns, as if
 * it had a transaction of its own; but only one transaction at a time asks the database for the row of the lease, for
 * which they would all wait there, and one commit does for all that came meanwhile.
 */
final class GroupCommit {
    private static final int MOST = 256;

    private final Database database;
    private final Queue<Entry<?>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock leader = new ReentrantLock();

    GroupCommit(Database database) {
        this.database = database;
    }

    /** One caller's work and what became of it; written by the leader before it gives the turn, read after that. */
    private static final class Entry<T> {
        private final String what;
        private final Function<Group, T> work;
        /** Given when the work is done, and when this caller is to lead the next group. */
        private final Semaphore turn = new Semaphore(0);

        private volatile Optional<T> result = Optional.empty();
        private volatile @Nullable RuntimeException failure;

        Entry(String what, Function<Group, T> work) {
            this.what = what;
            this.work = work;
        }

        boolean done() {
            return failure != null || result.isPresent();
        }
    }

    /** As {@link Database#transact}. */
    <T> T transact(String what, Function<Group, T> work) {
        Entry<T> mine = new Entry<>(what, work);
        queue.add(mine);
        while (!mine.done()) {
            if (leader.tryLock()) {
                lead(mine);
            } else {
                mine.turn.acquireUninterruptibly();
            }
        }
        RuntimeException failure = mine.failure;
        if (failure != null) {
            throw failure;
        }
        return mine.result.orElseThrow();
    }

    /** Whoever came too late for the group, and saw it being led, is waiting: the first of them leads the next one. */
    private void lead(Entry<?> mine) {
        try {
            if (!mine.done()) {
                // Threads that can run now have something to write soon: a moment later they share this commit.
                Thread.yield();
                commit(next());
            }
        } finally {
            leader.unlock();
            Entry<?> successor = queue.peek();
            if (successor != null) {
                successor.turn.release();
            }
        }
    }

    private List<Entry<?>> next() {
        List<Entry<?>> group = new ArrayList<>();
        for (Entry<?> entry = queue.poll(); entry != null; entry = group.size() < MOST ? queue.poll() : null) {
            group.add(entry);
        }
        return group;
    }

    /** Nobody is left waiting, whatever happens. */
    private void commit(List<Entry<?>> group) {
        try {
            together(group);
        } finally {
            group.stream().filter(entry -> !entry.done()).forEach(entry -> refuse(entry, brokenOff(entry.what)));
        }
    }

    private static JournalException brokenOff(String what) {
        return new JournalException(
                "tried to " + what + ", but its commit broke off; it is unknown whether it was written", false, null);
    }

    private void together(List<Entry<?>> group) {
        String what = group.size() == 1
                ? group.getFirst().what
                : group.getFirst().what + " and " + (group.size() - 1) + " others";
        Attempt attempt = new Attempt();
        try {
            Queue<Object> results = database.transact(what, client -> attempt.apply(group, new Group(client)));
            group.forEach(entry -> answer(entry, results.remove()));
        } catch (RuntimeException failure) {
            if (group.size() > 1 && attempt.oneOfThemFailed()) {
                oneByOne(group);
            } else {
                group.forEach(entry -> refuse(entry, failure));
            }
        }
    }

    /** Up to the first failure that is not that entry's own: when the database is gone, it is gone for all. */
    private void oneByOne(List<Entry<?>> group) {
        Optional<RuntimeException> gone = Optional.empty();
        for (Entry<?> entry : group) {
            if (gone.isPresent()) {
                refuse(entry, gone.get());
                continue;
            }
            Attempt attempt = new Attempt();
            try {
                Queue<Object> result =
                        database.transact(entry.what, client -> attempt.apply(List.of(entry), new Group(client)));
                answer(entry, result.remove());
            } catch (RuntimeException failure) {
                refuse(entry, failure);
                gone = attempt.oneOfThemFailed() ? Optional.empty() : Optional.of(failure);
            }
        }
    }

    /**
     * How far a transaction came. What fails between its begin and its commit is one entry's own, and everything was
     * rolled back. What fails before or at the commit is everybody's: when a commit was not acknowledged, nothing is tried
     * again.
     */
    private static final class Attempt {
        private boolean begun;
        private boolean applied;

        Queue<Object> apply(List<Entry<?>> group, Group transaction) {
            begun = true;
            applied = false;
            Queue<Object> answers = new ArrayDeque<>();
            group.forEach(entry -> answers.add(entry.work.apply(transaction)));
            applied = true;
            return answers;
        }

        boolean oneOfThemFailed() {
            return begun && !applied;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void answer(Entry<T> entry, Object result) {
        entry.result = Optional.of((T) result);
        entry.turn.release();
    }

    private static void refuse(Entry<?> entry, RuntimeException failure) {
        entry.failure = failure;
        entry.turn.release();
    }
}

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
import org.springframework.dao.DataIntegrityViolationException;

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

    private void commit(List<Entry<?>> group) {
        String what = group.size() == 1
                ? group.getFirst().what
                : group.getFirst().what + " and " + (group.size() - 1) + " others";
        try {
            Queue<Object> results = database.transact(what, client -> {
                Group together = new Group(client);
                Queue<Object> answers = new ArrayDeque<>();
                group.forEach(entry -> answers.add(entry.work.apply(together)));
                return answers;
            });
            group.forEach(entry -> answer(entry, results.remove()));
        } catch (RuntimeException failure) {
            if (group.size() == 1 || !oneOfThem(failure)) {
                group.forEach(entry -> refuse(entry, failure));
            } else {
                group.forEach(entry -> commit(List.of(entry)));
            }
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

    /**
     * Whether the failure is one entry's own: then everything was rolled back, and the others are written without it.
     * When the database is gone, or a commit was not acknowledged, it is everybody's and nothing is tried again.
     */
    private static boolean oneOfThem(RuntimeException failure) {
        return !(failure instanceof JournalException gone)
                || gone.superseded()
                || gone.getCause() instanceof DataIntegrityViolationException;
    }
}

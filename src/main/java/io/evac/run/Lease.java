package io.evac.run;

import io.evac.migration.Waiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's right to act on a run. A thread renews it; when renewing fails for so long that somebody else might
 * take it, {@link #holds()} says no by this process's own monotonic clock, whether or not the database answers.
 */
final class Lease implements AutoCloseable {
    static final Duration TTL = Duration.ofSeconds(15);
    /** What must be left of the lease for one more effect to begin. */
    private static final Duration CALL = Duration.ofSeconds(5);

    static final Duration RENEWAL = TTL.dividedBy(3);
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final LeaseStore store;
    private final RunId run;
    private final String owner;
    private final long epoch;
    private final LongSupplier nanos;
    private volatile long renewedAt;
    private volatile boolean over;
    private volatile Optional<Thread> renewer = Optional.empty();

    private Lease(LeaseStore store, RunId run, String owner, long epoch, LongSupplier nanos, long takenAt) {
        this.store = store;
        this.run = run;
        this.owner = owner;
        this.epoch = epoch;
        this.nanos = nanos;
        this.renewedAt = takenAt;
    }

    /**
     * Takes the lease under an epoch above every earlier one. A database that answers late, as while a process that stands
     * still keeps the row locked, has left little of it: then it is renewed at once.
     *
     * @param minEpoch the epoch is at least this
     * @return empty when somebody else holds it
     */
    static Optional<Lease> take(LeaseStore store, RunId run, String owner, long minEpoch, LongSupplier nanos) {
        long before = nanos.getAsLong();
        return store.acquire(run, owner, TTL, false, minEpoch)
                .map(held -> new Lease(store, run, owner, held.epoch(), nanos, before))
                .filter(lease -> lease.holds() || lease.renewed());
    }

    long epoch() {
        return epoch;
    }

    /** Whether enough of the lease is left for one more effect. */
    boolean holds() {
        return !over && nanos.getAsLong() - renewedAt < TTL.minus(CALL).toNanos();
    }

    /** Renews from now on; {@code lost} is called once, when somebody else has taken the lease. */
    Lease renewing(Waiter waiter, Runnable lost) {
        renewer = Optional.of(Thread.ofVirtual().name("lease-" + run).start(() -> renewUntilOver(waiter, lost)));
        return this;
    }

    private void renewUntilOver(Waiter waiter, Runnable lost) {
        try {
            while (!over) {
                waiter.pause(RENEWAL);
                if (!over && !renewed()) {
                    over = true;
                    lost.run();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Renews once; false when somebody else has taken it. */
    boolean renewed() {
        long before = nanos.getAsLong();
        try {
            if (!store.renew(run, owner, epoch, TTL)) {
                LOG.warn("the lease of {} under epoch {} is lost", run, epoch);
                return false;
            }
            renewedAt = before;
        } catch (RuntimeException databaseAway) {
            LOG.warn("the lease of {} could not be renewed and runs out soon: {}", run, databaseAway.toString());
        }
        return true;
    }

    /** Whether the database says now that nobody else has taken it; no when it cannot be asked. */
    boolean stillOurs() {
        try {
            return !over && store.renew(run, owner, epoch, TTL);
        } catch (RuntimeException databaseAway) {
            LOG.warn("whose the lease of {} is cannot be told: {}", run, databaseAway.toString());
            return false;
        }
    }

    /** Stops renewing and keeps the row: it expires, as after a crash. */
    void abandon() {
        over = true;
        renewer.ifPresent(Thread::interrupt);
    }

    @Override
    public void close() {
        boolean ours = !over;
        abandon();
        if (ours) {
            store.release(run, owner, epoch);
        }
    }
}

package io.evac.remote.tree;

import io.evac.inventory.Rate;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Keeps a stream at its share of its hosts' and its run's limits. Not thread-safe. */
final class Throttle {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private final Traffic.Share share;
    private final Deadline deadline;
    private final Clock steady;
    private final Waiter waiter;
    private long since;
    /** Bytes that went and are not waited for yet; below zero, what may go at once. */
    private double owed;

    /**
     * @param deadline no wait outlasts it
     * @param steady says how long a wait lasts; no one steps it
     */
    Throttle(Traffic.Share share, Deadline deadline, Clock steady, Waiter waiter) {
        this.share = share;
        this.deadline = deadline;
        this.steady = steady;
        this.waiter = waiter;
        this.since = steady.millis();
    }

    /** What the stream may send at the most, were it alone; empty for no limit. */
    Optional<Rate> most() {
        return share.limit();
    }

    /**
     * Accounts for bytes just sent and waits until the next may go, at whatever the share is meanwhile.
     *
     * @throws io.evac.migration.FailureException when the deadline comes first
     */
    void pass(long bytes) throws InterruptedException {
        owed += bytes;
        for (long left = left(); left > 0; left = left()) {
            waiter.pause(deadline.within(Duration.ofMillis(Math.min(left, LONGEST.toMillis()))));
        }
    }

    /** Milliseconds, at the share of now. */
    private long left() {
        long now = steady.millis();
        Optional<Rate> limit = share.rate();
        if (limit.isEmpty()) {
            owed = 0;
        } else {
            double rate = limit.get().bytesPerSecond() / 1000.0;
            // What a stream did not use a while ago it does not make up for.
            owed = Math.max(-rate * LONGEST.toMillis(), owed - rate * (now - since));
        }
        since = now;
        return limit.map(rate -> (long) Math.ceil(owed * 1000 / rate.bytesPerSecond()))
                .orElse(0L);
    }
}

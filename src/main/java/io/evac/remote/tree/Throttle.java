package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a stream at the lower of two hosts' limits: which these are, the wall clock's time of day says; how long a wait
 * lasts, the steady one. Not thread-safe.
 */
final class Throttle {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private final Host source;
    private final Host destination;
    private final Clock wall;
    private final Clock steady;
    private final Waiter waiter;
    private Optional<Rate> last = Optional.empty();
    private long since;
    private long sent;

    Throttle(Host source, Host destination, Clock wall, Clock steady, Waiter waiter) {
        this.source = source;
        this.destination = destination;
        this.wall = wall;
        this.steady = steady;
        this.waiter = waiter;
        this.since = steady.millis();
    }

    /** The limit now; empty for none. */
    static Optional<Rate> limit(Host source, Host destination, Clock wall) {
        LocalTime now = LocalTime.now(wall);
        return Stream.of(source.bandwidth().at(now), destination.bandwidth().at(now))
                .flatMap(Optional::stream)
                .min(Rate::compareTo);
    }

    /** Accounts for bytes just sent and waits until the next may go. */
    void pass(long bytes) throws InterruptedException {
        Optional<Rate> limit = limit(source, destination, wall);
        long now = steady.millis();
        // What went at another rate is neither made up for nor waited for.
        if (!limit.equals(last) || now - since > 10_000) {
            last = limit;
            since = now;
            sent = 0;
        }
        sent += bytes;
        if (limit.isPresent()) {
            long due = since + sent * 1000 / limit.get().bytesPerSecond();
            for (long left = due - now; left > 0; left = due - steady.millis()) {
                waiter.pause(Duration.ofMillis(Math.min(left, LONGEST.toMillis())));
            }
        }
    }
}

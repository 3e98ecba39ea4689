package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps a stream at the lower of two hosts' limits, by the time of day. Not thread-safe. */
final class Throttle {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private final Host source;
    private final Host destination;
    private final Clock clock;
    private final Waiter waiter;
    private long since;
    private long sent;

    Throttle(Host source, Host destination, Clock clock, Waiter waiter) {
        this.source = source;
        this.destination = destination;
        this.clock = clock;
        this.waiter = waiter;
        this.since = clock.millis();
    }

    /** The limit now; empty for none. */
    static Optional<Rate> limit(Host source, Host destination, Clock clock) {
        LocalTime now = LocalTime.now(clock);
        return Stream.of(source.bandwidth().at(now), destination.bandwidth().at(now))
                .flatMap(Optional::stream)
                .min(Rate::compareTo);
    }

    /** Accounts for bytes just sent and waits until the next may go. */
    void pass(long bytes) throws InterruptedException {
        Optional<Rate> limit = limit(source, destination, clock);
        long now = clock.millis();
        if (limit.isEmpty() || now - since > 10_000) {
            since = now;
            sent = 0;
        }
        sent += bytes;
        if (limit.isPresent()) {
            long due = since + sent * 1000 / limit.get().bytesPerSecond();
            for (long left = due - now; left > 0; left = due - clock.millis()) {
                waiter.pause(Duration.ofMillis(Math.min(left, LONGEST.toMillis())));
            }
        }
    }
}

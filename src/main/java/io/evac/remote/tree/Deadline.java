package io.evac.remote.tree;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when something must be done; while an instance is down that is the end of its downtime budget.
 *
 * @param clock measures; no one steps it
 */
public record Deadline(Clock clock, Instant end) {
    private static final Duration AGES = Duration.ofDays(7);

    public static Deadline in(Clock clock, Duration left) {
        return new Deadline(clock, clock.instant().plus(left));
    }

    /** One that no transfer lives to see: seven days from now. */
    public static Deadline none(Clock clock) {
        return in(clock, AGES);
    }

    /**
     * What is left, {@code most} at most; more than nothing.
     *
     * @throws io.evac.migration.FailureException when nothing is left
     */
    public Duration within(Duration most) {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            throw Faults.late("the downtime budget ran out before the copy was complete");
        }
        return left.compareTo(most) < 0 ? left : most;
    }
}

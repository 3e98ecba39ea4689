package io.evac.migration;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Begins at the wall clock's time and goes on by a monotonic one: whoever steps the wall clock meanwhile changes no
 * budget, deadline or soak time that is being measured. Not for times that another machine compares with its own.
 */
public final class SteadyClock extends Clock {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private final Clock wall;
    private final LongSupplier nanos;
    private final long beganMillis;
    private final long beganNanos;

    /** @param nanos a monotonic clock */
    public SteadyClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.beganMillis = wall.millis();
        this.beganNanos = nanos.getAsLong();
    }

    @Override
    public long millis() {
        return beganMillis + (nanos.getAsLong() - beganNanos) / NANOS_PER_MILLI;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a steady clock tells durations, not times of day");
    }
}

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
    private final ZoneId zone;
    private final LongSupplier nanos;
    private final long beganMillis;
    private final long beganNanos;

    /** @param nanos a monotonic clock */
    public SteadyClock(Clock wall, LongSupplier nanos) {
        this(wall.getZone(), nanos, wall.millis(), nanos.getAsLong());
    }

    private SteadyClock(ZoneId zone, LongSupplier nanos, long beganMillis, long beganNanos) {
        this.zone = zone;
        this.nanos = nanos;
        this.beganMillis = beganMillis;
        this.beganNanos = beganNanos;
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
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(other, nanos, beganMillis, beganNanos);
    }
}

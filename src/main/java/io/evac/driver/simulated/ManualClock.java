package io.evac.driver.simulated;

import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when somebody waits: hours of a simulated evacuation pass in no time. */
public final class ManualClock extends Clock implements Waiter {
    private final AtomicLong millis;

    public ManualClock(Instant start) {
        millis = new AtomicLong(start.toEpochMilli());
    }

    @Override
    public void pause(Duration time) {
        millis.addAndGet(Math.max(0, time.toMillis()));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }
}

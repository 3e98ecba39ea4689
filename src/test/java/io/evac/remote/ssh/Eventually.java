package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Eventually {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(180);

    private Eventually() {}

    static void isTrue(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < LIMIT) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(180));
        }
        assertThat(condition.getAsBoolean()).as("within 20 s").isTrue();
    }
}

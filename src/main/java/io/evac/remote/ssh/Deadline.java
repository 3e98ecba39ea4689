package io.evac.remote.ssh;

import java.time.Duration;

/** A moment on the monotonic clock, which no clock step and no time zone moves. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left; not above zero when it has passed. */
    long millisLeft() {
        return (nanos - System.nanoTime()) / 1_000_000;
    }

    boolean passed() {
        return millisLeft() <= 0;
    }
}

package io.evac.migration;

import java.time.Duration;

/** Waits; tests hold it in their hand. */
public interface Waiter {
    /** Waits for {@code time} or until the thread is interrupted. */
    void pause(Duration time) throws InterruptedException;
}

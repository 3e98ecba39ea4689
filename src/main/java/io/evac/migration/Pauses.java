package io.evac.migration;

import java.time.Duration;

/** Waiting where nothing may interrupt: the interrupt is kept for whoever comes after. */
final class Pauses {
    private Pauses() {}

    static void pause(Waiter waiter, Duration time) {
        try {
            waiter.pause(time);
        } catch (InterruptedException kept) {
            Thread.currentThread().interrupt();
        }
    }
}

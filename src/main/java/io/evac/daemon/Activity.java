package io.evac.daemon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When somebody last knocked, and how many are inside. Thread-safe. */
final class Activity {
    private final Clock clock;
    private Instant last;
    private int inside;

    Activity(Clock clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    synchronized void enter() {
        inside++;
    }

    synchronized void leave() {
        inside--;
        last = clock.instant();
    }

    /** Work that is no request was seen. */
    synchronized void busy() {
        last = clock.instant();
    }

    /** How long nobody has been here; zero while somebody is. */
    synchronized Duration idle() {
        return inside > 0 ? Duration.ZERO : Duration.between(last, clock.instant());
    }
}

package io.evac.migration;

import io.evac.plan.MigrationType;
import java.time.Clock;

/** The standard phases of instances that live under the guard; a driver adds how bytes travel and instances start. */
public final class GuardedItinerary {
    private GuardedItinerary() {}

    /**
     * The phases of a cold or semi-live move. Cold carries everything in FINAL_SYNC.
     *
     * @throws IllegalArgumentException for another type
     */
    public static Itinerary of(
            MigrationType type,
            Guards guards,
            Transport transport,
            Definitions definitions,
            Clock clock,
            Waiter waiter) {
        throw new IllegalArgumentException("no phases for " + type);
    }
}

package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Move;

/** What a driver must be able to do for a move. Thread-safe. */
public interface Carrier {
    /** The phases of this move. */
    Itinerary itinerary(Move move);

    /** The truth about one copy. Throws {@link FailureException} when the host does not answer. */
    Observation observe(InstanceRef ref, Host on);
}

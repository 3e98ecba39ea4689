package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.plan.Move;

/** How a driver's instances are started, stopped and looked at. Thread-safe. */
@FunctionalInterface
public interface Definitions {
    /**
     * The definition of the move's instance on {@code host}, which holds it or will hold it; read from the copy that is
     * there, or from the other end while nothing has arrived yet. Throws {@link FailureException}.
     */
    Definition of(Move move, Host host);
}

package io.evac.migration;

import io.evac.inventory.Host;

/** How a driver's instances are started, stopped and looked at. Thread-safe. */
@FunctionalInterface
public interface Definitions {
    /**
     * The instance's definition for {@code host}, one of the walk's two. What it says is read from the walk's source,
     * where the instance is in service: what lies on the destination may be an old copy, half of one, or a stranger.
     * Throws {@link FailureException}.
     */
    Definition of(MoveContext ctx, Host host);
}

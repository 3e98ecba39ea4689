package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;

/** Finds the two copies between which a tree travels; a driver knows where they are. Thread-safe. */
@FunctionalInterface
public interface Ends {
    /**
     * The copy on the host that gives, and the arriving one on the host that takes, which may not be there yet.
     *
     * @throws io.evac.migration.FailureException when a host cannot be asked, or there is nothing to give
     */
    Pair pair(Host from, Host to, InstanceName instance);
}

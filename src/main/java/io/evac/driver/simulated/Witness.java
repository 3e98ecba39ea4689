package io.evac.driver.simulated;

import io.evac.inventory.InstanceRef;

/** Sees everything that happens to copies in a simulated world, when it has happened. */
@FunctionalInterface
public interface Witness {
    /** @param what a guard call by its name, or what else happened ("timer", "started", "stopped", "booted") */
    void saw(InstanceRef copy, String what);

    /** Sees nothing. */
    Witness NONE = (copy, what) -> {};
}

package io.evac.web;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;

/** Instances named so do not stop until they are told to. */
final class Stubborn implements Faults {
    private volatile boolean tamed;

    /** From now on all of them stop. */
    void tame() {
        tamed = true;
    }

    @Override
    public Fault on(InstanceRef ref, String call) {
        return Fault.NONE;
    }

    @Override
    public boolean refusesStop(InstanceRef ref) {
        return !tamed && ref.name().value().startsWith("stubborn");
    }
}

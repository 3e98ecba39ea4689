package io.evac.migration;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;
import java.util.function.BiFunction;

/** Faults of calls only: everybody is healthy and stops when asked to. */
record CallFaults(BiFunction<InstanceRef, String, Fault> calls) implements Faults {
    @Override
    public Fault on(InstanceRef ref, String call) {
        return calls.apply(ref, call);
    }
}

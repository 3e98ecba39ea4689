package io.evac.driver.simulated;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import java.util.function.Predicate;

/** One host on which one thing goes wrong until somebody says that it is over. */
public record Trouble(HostName at, Predicate<String> unanswered, boolean sick) implements Faults {
    /** The host answers nothing. */
    public static Trouble silent(HostName at) {
        return new Trouble(at, call -> true, false);
    }

    /** The host does not answer this call. */
    public static Trouble silent(HostName at, String call) {
        return new Trouble(at, call::equals, false);
    }

    /** Whatever runs there is sick. */
    public static Trouble sick(HostName at) {
        return new Trouble(at, call -> false, true);
    }

    @Override
    public Fault on(InstanceRef ref, String call) {
        return ref.host().equals(at) && unanswered.test(call) ? Fault.UNREACHABLE : Fault.NONE;
    }

    @Override
    public boolean sick(InstanceRef ref) {
        return sick && ref.host().equals(at);
    }
}

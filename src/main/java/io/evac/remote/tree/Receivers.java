package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import io.evac.remote.guard.Grant;
import java.util.List;

/**
 * How a guard lets a transfer write: one receiver per attempt, in the arriving copy. Thread-safe.
 *
 * <p>Methods throw {@link io.evac.migration.GuardRefusedException} and {@link
 * io.evac.migration.GuardUnreachableException}.
 */
public interface Receivers {
    /** The command that runs {@code argv} as the attempt's one receiver, its stdin and stdout passed through. */
    Command receive(Host host, InstanceName instance, Ticket ticket, List<String> argv);

    /** Lets the holder of a key start that receiver over ssh. */
    void grant(Host host, InstanceName instance, Ticket ticket, Grant grant);

    /** Takes every such key of the owner back; idempotent. */
    void ungrant(Host host, InstanceName instance, String owner);
}

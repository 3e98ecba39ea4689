package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import java.time.Instant;
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

    /**
     * Lets the holder of the key start that receiver over ssh, from these addresses, until then.
     *
     * @param publicKeyLine of authorized_keys, without options or comment
     * @param from addresses, separated by commas
     * @param tar what unpacks when tar is asked for; empty for none
     * @param sockets absolute paths of the sockets of the host that it may reach besides
     */
    void grant(
            Host host,
            InstanceName instance,
            Ticket ticket,
            String publicKeyLine,
            String from,
            Instant expires,
            List<String> tar,
            List<String> sockets);

    /** Takes every such key of the owner back; idempotent. */
    void ungrant(Host host, InstanceName instance, String owner);
}

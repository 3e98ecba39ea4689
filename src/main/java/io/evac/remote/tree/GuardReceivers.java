package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import io.evac.remote.guard.Grant;
import io.evac.remote.guard.RemoteGuards;
import java.util.List;

/** Receivers under the hosts' guards. Thread-safe. */
public final class GuardReceivers implements Receivers {
    private final RemoteGuards guards;

    public GuardReceivers(RemoteGuards guards) {
        this.guards = guards;
    }

    @Override
    public Command receive(Host host, InstanceName instance, Ticket ticket, List<String> argv) {
        return guards.on(host).receiveCommand(instance, ticket, argv);
    }

    @Override
    public void grant(Host host, InstanceName instance, Ticket ticket, Grant grant) {
        guards.on(host).grant(instance, ticket, grant);
    }

    @Override
    public void ungrant(Host host, InstanceName instance, String owner) {
        guards.on(host).ungrant(instance, owner);
    }
}

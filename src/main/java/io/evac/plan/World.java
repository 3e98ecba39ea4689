package io.evac.plan;

import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import java.util.Map;
import java.util.Set;

/**
 * What is known about the hosts at one moment: all that a plan rests on beside the list.
 *
 * @param reports of the hosts that were surveyed
 * @param unreachable hosts that could not be surveyed, and why
 * @param cordoned hosts that take nothing for now
 * @param busy instances that another run is about, and that run's id
 * @param beyond hosts that whoever plans may not use
 */
public record World(
        Inventory inventory,
        Map<HostName, HostReport> reports,
        Map<HostName, String> unreachable,
        Set<HostName> cordoned,
        Map<InstanceRef, String> busy,
        Set<HostName> beyond) {
    public World {
        reports = Map.copyOf(reports);
        unreachable = Map.copyOf(unreachable);
        cordoned = Set.copyOf(cordoned);
        busy = Map.copyOf(busy);
        beyond = Set.copyOf(beyond);
    }

    /** For somebody who may use every host. */
    public World(
            Inventory inventory,
            Map<HostName, HostReport> reports,
            Map<HostName, String> unreachable,
            Set<HostName> cordoned,
            Map<InstanceRef, String> busy) {
        this(inventory, reports, unreachable, cordoned, busy, Set.of());
    }
}

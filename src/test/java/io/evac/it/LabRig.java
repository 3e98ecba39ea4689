package io.evac.it;

import io.evac.driver.Rig;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.remote.Shells;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Hosts that are reached over SSH, h1 with the instance and h2 without, in this machine's time. */
abstract class LabRig implements Rig {
    static final String NAME = "vm-1";
    final Inventory inventory;
    private final List<Shells> shells = new ArrayList<>();

    LabRig(Inventory inventory) {
        this.inventory = inventory;
    }

    /** As a process has them that has just begun; closed with the rig. */
    Shells fresh() {
        Shells fresh = new SshShells(inventory::host, inventory.ssh(), SshOptions.DEFAULT);
        shells.add(fresh);
        return fresh;
    }

    @Override
    public InstanceRef instance() {
        return new InstanceRef(new HostName("h1"), new InstanceName(NAME));
    }

    @Override
    public HostName destination() {
        return new HostName("h2");
    }

    @Override
    public Host host(HostName name) {
        return inventory.host(name);
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    /** Under the limits that the inventory had when the rig was built. */
    final Traffic traffic() {
        return new Traffic(() -> host -> host, clock(), clock());
    }

    @Override
    public Waiter waiter() {
        return time -> Thread.sleep(time);
    }

    /** Nothing here minds. */
    @Override
    public void mayLose() {}

    @Override
    public void close() throws Exception {
        shells.forEach(Shells::close);
    }
}

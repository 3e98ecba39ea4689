package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.Rig;
import io.evac.driver.libvirt.LibvirtDriver;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import io.evac.migration.Waiter;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A guest of the lab that counts, on real libvirt hosts. */
final class LibvirtRig implements Rig {
    private static final String NAME = "vm-1";
    private static final List<String> HOSTS = List.of("h1", "h2");
    private final LibvirtHosts hosts;
    private final Inventory inventory;
    private final Guest guest;
    private final List<Shells> shells = new ArrayList<>();

    LibvirtRig(LibvirtHosts hosts) throws Exception {
        this.hosts = hosts;
        this.inventory = new InventoryFile(Map.of("libvirt", LibvirtDriver.settings()))
                .read(hosts.config().resolve("hosts.yaml"));
        this.guest = hosts.guest("h1", NAME);
    }

    @Override
    public Platform platform() {
        Shells fresh = new SshShells(inventory::host, inventory.ssh(), SshOptions.DEFAULT);
        shells.add(fresh);
        RemoteGuards guards =
                new RemoteGuards(fresh, LibvirtDriver::guardRoot, (host, name) -> LibvirtDriver.home(name), false);
        return new Platform(
                new LibvirtDriver(fresh, guards, inventory.ssh(), inventory::host, clock(), clock(), waiter()), guards);
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

    @Override
    public Waiter waiter() {
        return time -> Thread.sleep(time);
    }

    /** By the hypervisors' processes: whatever libvirt says. */
    @Override
    public List<HostName> runningOn() throws Exception {
        List<HostName> running = new ArrayList<>();
        for (String host : HOSTS) {
            if (hosts.run(host, "pgrep -c -f '[g]uest=" + NAME + ",' || true")
                    .strip()
                    .matches("[1-9].*")) {
                running.add(new HostName(host));
            }
        }
        return running;
    }

    @Override
    public void assertWhole(HostName where) throws Exception {
        int before = guest.counted();
        EvacProcess.await("it counts on " + where, () -> counted() > before);
        assertThat(hosts.prove(where.value(), guest)).isNotEmpty();
    }

    private int counted() {
        try {
            return guest.counted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Nothing here minds. */
    @Override
    public void mayLose() {}

    @Override
    public void powerOff() throws Exception {
        hosts.run("h2", "virsh destroy " + NAME);
    }

    @Override
    public void vanish() throws Exception {
        hosts.run(
                "h1",
                "virsh destroy " + NAME + "; virsh undefine " + NAME + "; rm -f /var/lib/libvirt/images/" + NAME + "*");
    }

    /** Of the same name, and otherwise another. */
    @Override
    public void occupy() throws Exception {
        hosts.run("h2", """
                cat >/tmp/stranger.xml <<'END'
                <domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
                <description>a stranger</description><os><type arch='x86_64'>hvm</type></os></domain>
                END
                virsh define /tmp/stranger.xml""".formatted(NAME));
    }

    @Override
    public void assertOccupied() throws Exception {
        assertThat(hosts.run("h2", "virsh dumpxml " + NAME)).contains("a stranger");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        shells.forEach(Shells::close);
        for (String host : HOSTS) {
            hosts.clear(host);
        }
    }
}

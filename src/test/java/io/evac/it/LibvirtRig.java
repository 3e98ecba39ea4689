package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.libvirt.LibvirtDriver;
import io.evac.inventory.HostName;
import io.evac.inventory.InventoryFile;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A guest of the lab that counts, on real libvirt hosts. */
final class LibvirtRig extends LabRig {
    private static final List<String> HOSTS = List.of("h1", "h2");
    private final LibvirtHosts hosts;
    private final Guest guest;

    /** @param directory for its disk */
    LibvirtRig(LibvirtHosts hosts, String directory) throws Exception {
        super(new InventoryFile(Map.of("libvirt", LibvirtDriver.settings()), Map.of("libvirt", LibvirtDriver.lists()))
                .read(hosts.inventory(directory.equals(LibvirtHosts.SHARED))));
        this.hosts = hosts;
        this.guest = hosts.guest("h1", NAME, "directory=" + directory);
        EvacProcess.await("it is up", () -> guest.counted() > 0);
    }

    @Override
    public Platform platform() {
        Shells fresh = fresh();
        RemoteGuards guards =
                new RemoteGuards(fresh, LibvirtDriver::guardRoot, (host, name) -> LibvirtDriver.home(name), false);
        return new Platform(
                new LibvirtDriver(
                        fresh, guards, inventory.ssh(), inventory::host, traffic(), clock(), clock(), waiter()),
                guards);
    }

    /** By the hypervisors' processes. */
    @Override
    public List<HostName> runningOn() throws Exception {
        List<HostName> running = new ArrayList<>();
        for (String host : HOSTS) {
            String processes = hosts.run(host, "pgrep -c -f '[g]uest=" + NAME + ",' || true");
            // What has arrived and waits has a process, too. At home one that is paused has not come to rest.
            boolean waits = host.equals("h2")
                    && hosts.run(host, "virsh domstate " + NAME + " 2>/dev/null || true")
                            .startsWith("paused");
            if (processes.strip().matches("[1-9].*") && !waits) {
                running.add(new HostName(host));
            }
        }
        return running;
    }

    @Override
    public void assertWhole(HostName where) throws Exception {
        int before = guest.counted();
        EvacProcess.await("it counts on " + where, () -> guest.counted() > before);
        assertThat(hosts.prove(where.value(), guest)).isNotEmpty();
    }

    @Override
    public void powerOff() throws Exception {
        hosts.run("h2", "virsh destroy " + NAME);
    }

    @Override
    public void bringBack() throws Exception {
        hosts.run("h2", """
                cd %1$s && virsh dumpxml --inactive %2$s >/srv/shared/%2$s.xml && virsh destroy %2$s && virsh undefine %2$s &&
                for disk in *.qcow2; do [ ! -f $disk ] || mv $disk /srv/shared/$disk.moved; done
                """.formatted(LibvirtHosts.IMAGES, NAME));
        hosts.run("h1", """
                cd %1$s && for disk in /srv/shared/*.moved; do
                    [ ! -f $disk ] || { moved=${disk##*/} && mv $disk ${moved%%.moved}; }
                done
                virsh define /srv/shared/%2$s.xml && rm /srv/shared/%2$s.xml && virsh start %2$s
                """.formatted(LibvirtHosts.IMAGES, NAME));
    }

    @Override
    public void vanish() throws Exception {
        hosts.run(
                "h1",
                "virsh destroy " + NAME + "; virsh undefine " + NAME + "; rm -f " + LibvirtHosts.IMAGES + "/" + NAME
                        + "* " + LibvirtHosts.SHARED + "/" + NAME + "*");
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
    public void close() throws Exception {
        super.close();
        for (String host : HOSTS) {
            hosts.clear(host);
        }
    }
}

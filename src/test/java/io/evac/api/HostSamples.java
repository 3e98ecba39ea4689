package io.evac.api;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Nic;
import io.evac.inventory.RunState;
import io.evac.inventory.Slots;
import io.evac.run.Hosts.HostView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host that has answered. */
final class HostSamples {
    private HostSamples() {}

    /** kvm1 with one domain, parts of which would steer a terminal. */
    static HostView surveyed() {
        HostName name = new HostName("kvm1");
        Host host = new Host(
                name,
                new Address("192.0.2.21", 22, "root", Optional.empty()),
                "libvirt",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
        HostReport report = new HostReport(
                name,
                new Capacity(32, ByteSize.parse("16GiB"), ByteSize.parse("1TiB")),
                web(name).need(),
                List.of(web(name)),
                Map.of("pools", "\"default\"", "libvirt", "\"libvirt 9.0.0\""),
                List.of("a domain named \"7\" can be no instance. Maybe rename it"));
        return new HostView(host, Optional.empty(), Optional.of(report), Optional.empty());
    }

    private static Instance web(HostName host) {
        return new Instance(
                new InstanceRef(host, new InstanceName("web")),
                Optional.of("7d1f2d1c-5a4f-4d59-9d84-3c1a5f0c7a11"),
                RunState.RUNNING,
                new Capacity(2, ByteSize.parse("96MiB"), ByteSize.parse("2GiB")),
                List.of(
                        new Disk(
                                "vda",
                                ByteSize.parse("1GiB"),
                                Optional.of(ByteSize.parse("10GiB")),
                                Optional.of("qcow2"),
                                List.of("/images/mid.qcow2", "/images/\u001b[2J.raw")),
                        new Disk("vdb", ByteSize.parse("1GiB"), Optional.empty())),
                List.of(
                        new Nic("virtio", "network default", Optional.of("52:54:00:01:02:04")),
                        new Nic("", "bridge br0", Optional.empty())),
                new LinkedHashSet<>(List.of("semi-live", "cold")),
                Set.of(),
                true,
                "fp",
                List.of("it has no persistent definition. Maybe: virsh define its XML"));
    }
}

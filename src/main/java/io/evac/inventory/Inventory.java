package io.evac.inventory;

import java.util.List;
import java.util.Optional;

/** All hosts of hosts.yaml, in its order, with names that are unique. */
public record Inventory(List<Host> hosts, SshSettings ssh) {
    /** @throws IllegalArgumentException when two hosts share a name */
    public Inventory {
        hosts = List.copyOf(hosts);
        if (hosts.stream().map(Host::name).distinct().count() != hosts.size()) {
            throw new IllegalArgumentException("two hosts share a name");
        }
    }

    public Optional<Host> find(HostName name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    /** @throws IllegalArgumentException when the inventory has no such host */
    public Host host(HostName name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "host " + name + " is not in hosts.yaml. Maybe add it or correct the name"));
    }
}

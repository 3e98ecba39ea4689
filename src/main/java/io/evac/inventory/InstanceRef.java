package io.evac.inventory;

/** One instance on one host; written {@code host/instance}. */
public record InstanceRef(HostName host, InstanceName name) implements Comparable<InstanceRef> {
    @Override
    public int compareTo(InstanceRef other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return host + "/" + name;
    }
}

package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Rate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host while destinations are being chosen: what it has, and what has been sent its way so far. */
final class Site {
    private final Host host;
    private final Optional<HostReport> report;
    private final Capacity usable;
    private final Rate in;
    private final Set<InstanceName> names = new HashSet<>();
    private final Map<String, Integer> apart = new HashMap<>();
    private final List<Bundle> arrivals = new ArrayList<>();
    private int cpus;
    private long memory;
    private long disk;
    private long bytesIn;
    private long slotNanos;

    /** @param reservePercent of its capacity that stays free */
    Site(Host host, Optional<HostReport> report, int reservePercent, Rate in) {
        this.host = host;
        this.report = report;
        this.in = in;
        Capacity whole = report.map(r -> host.capacity().cap(r.capacity())).orElse(Capacity.NONE);
        this.usable = new Capacity(
                whole.cpus() - whole.cpus() * reservePercent / 100,
                kept(whole.memory(), reservePercent),
                kept(whole.disk(), reservePercent));
        report.ifPresent(r -> {
            r.instances().stream().map(Instance::ref).forEach(ref -> names.add(ref.name()));
            cpus = r.used().cpus();
            memory = r.used().memory().bytes();
            disk = r.used().disk().bytes();
        });
    }

    private static ByteSize kept(ByteSize whole, int reservePercent) {
        long reserved = whole.bytes() / 100 * reservePercent;
        return new ByteSize(whole.bytes() - reserved);
    }

    Host host() {
        return host;
    }

    HostName name() {
        return host.name();
    }

    boolean surveyed() {
        return report.isPresent();
    }

    Rate in() {
        return in;
    }

    List<Bundle> arrivals() {
        return arrivals;
    }

    boolean hasName(InstanceName name) {
        return names.contains(name);
    }

    /** Whether a member of the {@code apart} group has been sent here. */
    boolean hasApart(String group) {
        return apart.containsKey(group);
    }

    /** Room for evacuated instances: the capacity without the reserve, less what is used and what has been sent here. */
    Capacity free() {
        return usable.minus(new Capacity(cpus, new ByteSize(memory), new ByteSize(disk)));
    }

    /** The same as {@code free().covers(need)}, without making a value. */
    boolean covers(Capacity need) {
        return cpus + need.cpus() <= usable.cpus()
                && memory + need.memory().bytes() <= usable.memory().bytes()
                && disk + need.disk().bytes() <= usable.disk().bytes();
    }

    Capacity usable() {
        return usable;
    }

    /** The fullest of its three resources with {@code more} on it, as a share of what is usable. */
    double fullness(Capacity more) {
        return Math.max(
                share(cpus + more.cpus(), usable.cpus()),
                Math.max(
                        share(memory + more.memory().bytes(), usable.memory().bytes()),
                        share(disk + more.disk().bytes(), usable.disk().bytes())));
    }

    /**
     * What {@code more} adds to the sum of the squared shares of its three resources: small where there is much left of
     * just what is needed.
     */
    double strain(Capacity more) {
        return strain(cpus, more.cpus(), usable.cpus())
                + strain(memory, more.memory().bytes(), usable.memory().bytes())
                + strain(disk, more.disk().bytes(), usable.disk().bytes());
    }

    private static double strain(long part, long more, long whole) {
        double before = share(part, whole);
        double after = share(part + more, whole);
        return after * after - before * before;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? (part == 0 ? 0 : 1) : (double) part / whole;
    }

    /** How long it will be receiving all that has been sent here. */
    double inboundSeconds() {
        return Math.max(
                (double) bytesIn / in.bytesPerSecond(),
                slotNanos / 1e9 / host.slots().in());
    }

    /** The same with {@code more}: as long as its link or its slots need, whichever is longer. */
    double inboundSeconds(Bundle more) {
        return Math.max(
                (double) (bytesIn + more.bytes()) / in.bytesPerSecond(),
                (slotNanos + slotNanos(more)) / 1e9 / host.slots().in());
    }

    /**
     * How long slots are held: a source shares its link among its slots, so a fast destination gains little from it. A
     * whole number, so that what came and left again leaves nothing behind.
     */
    private long slotNanos(Bundle bundle) {
        double seconds = 0;
        for (Departure member : bundle.members()) {
            double share = (double) member.out().bytesPerSecond()
                    / member.source().slots().out();
            seconds += member.diskBytes() / Math.min(share, in.bytesPerSecond());
        }
        return Math.round(seconds * 1e9);
    }

    void add(Bundle bundle) {
        arrivals.add(bundle);
        count(bundle, 1);
        for (Departure member : bundle.members()) {
            names.add(member.ref().name());
            member.row().group().filter(group -> group.apart()).ifPresent(g -> apart.merge(g.name(), 1, Integer::sum));
        }
    }

    void remove(Bundle bundle) {
        arrivals.remove(bundle);
        count(bundle, -1);
        for (Departure member : bundle.members()) {
            names.remove(member.ref().name());
            member.row()
                    .group()
                    .filter(group -> group.apart())
                    .ifPresent(g -> apart.computeIfPresent(g.name(), (k, n) -> n == 1 ? null : n - 1));
        }
    }

    private void count(Bundle bundle, int sign) {
        cpus += sign * bundle.need().cpus();
        memory += sign * bundle.need().memory().bytes();
        disk += sign * bundle.need().disk().bytes();
        bytesIn += sign * bundle.bytes();
        slotNanos += sign * slotNanos(bundle);
    }
}

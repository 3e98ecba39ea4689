package io.evac.inventory;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An instance as the survey found it.
 *
 * @param uuid the platform's own identifier, where it has one
 * @param running what the host says now
 * @param need what it occupies: CPUs, memory, disk
 * @param nics its network interfaces; empty where the platform does not tell of any
 * @param types the migration types its driver can carry it by, in its order, e.g. {@code semi-live, cold}
 * @param resizable what its driver gives it anew at its destination when a list says so; what is not here is refused
 * @param autostart whether the platform starts it at boot
 * @param fingerprint changes when somebody reconfigures the instance (not when it merely writes data); invariant I8
 * @param problems what would keep it from moving, found by the survey itself; empty when nothing would
 */
public record Instance(
        InstanceRef ref,
        Optional<String> uuid,
        RunState running,
        Capacity need,
        List<Disk> disks,
        List<Nic> nics,
        Set<String> types,
        Set<Resource> resizable,
        boolean autostart,
        String fingerprint,
        List<String> problems) {
    public Instance {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        types = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(types));
        resizable = Set.copyOf(resizable);
        problems = List.copyOf(problems);
    }

    /** What a list's cell {@code disk} is about: what it sees of its disks, or occupies where that is not known of all. */
    public ByteSize diskSize() {
        List<ByteSize> seen =
                disks.stream().flatMap(disk -> disk.virtualSize().stream()).toList();
        return seen.isEmpty() || seen.size() < disks.size()
                ? need.disk()
                : seen.stream().reduce(ByteSize.ZERO, ByteSize::plus);
    }
}

package io.evac.report;

import java.util.List;
import java.util.Optional;

/** A host with everything that its survey found there. */
public record HostDetail(HostStatus host, List<InstanceDetail> instances) {
    public HostDetail {
        instances = List.copyOf(instances);
    }

    /**
     * An instance as people and scripts read it; memory and disk in bytes.
     *
     * @param uuid the platform's own identifier, where it has one
     * @param state {@code running}, {@code stopped} or {@code unknown}
     * @param disk what all of its disks occupy
     * @param types the migration types its driver can carry it by, in its order
     * @param problems what would keep it from moving, each with its remedy
     */
    public record InstanceDetail(
            String name,
            Optional<String> uuid,
            String state,
            int cpus,
            long memory,
            long disk,
            boolean autostart,
            List<String> types,
            List<DiskDetail> disks,
            List<NicDetail> nics,
            List<String> problems) {
        public InstanceDetail {
            types = List.copyOf(types);
            disks = List.copyOf(disks);
            nics = List.copyOf(nics);
            problems = List.copyOf(problems);
        }
    }

    /**
     * A disk.
     *
     * @param target its name within the instance, e.g. {@code vda}
     * @param size bytes that it occupies
     * @param virtualSize bytes that the instance sees, where that is known
     * @param chain the files below the one that is written, nearest first
     */
    public record DiskDetail(
            String target, Optional<String> format, long size, Optional<Long> virtualSize, List<String> chain) {
        public DiskDetail {
            chain = List.copyOf(chain);
        }
    }

    /**
     * A network interface.
     *
     * @param model e.g. {@code virtio}; empty text where none is named
     * @param source e.g. {@code network default} or {@code bridge br0}
     */
    public record NicDetail(String model, String source, Optional<String> mac) {}
}

package io.evac.inventory;

import java.util.Optional;

/** What hosts.yaml says about a host's capacity: what the survey cannot tell, or a lower cap on it. */
public record CapacityLimit(Optional<Integer> cpus, Optional<ByteSize> memory, Optional<ByteSize> disk) {
    public static final CapacityLimit NONE = new CapacityLimit(Optional.empty(), Optional.empty(), Optional.empty());

    /** The surveyed capacity, each part lowered to the limit where there is one. */
    public Capacity cap(Capacity surveyed) {
        return new Capacity(
                cpus.map(c -> Math.min(c, surveyed.cpus())).orElse(surveyed.cpus()),
                memory.filter(m -> m.compareTo(surveyed.memory()) < 0).orElse(surveyed.memory()),
                disk.filter(d -> d.compareTo(surveyed.disk()) < 0).orElse(surveyed.disk()));
    }
}

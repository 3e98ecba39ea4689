package io.evac.inventory;

/**
 * What a host offers, or what an instance needs.
 *
 * @param cpus virtual CPUs, at least 0
 */
public record Capacity(int cpus, ByteSize memory, ByteSize disk) {
    public static final Capacity NONE = new Capacity(0, ByteSize.ZERO, ByteSize.ZERO);

    /** @throws IllegalArgumentException for a negative number of CPUs */
    public Capacity {
        if (cpus < 0) {
            throw new IllegalArgumentException("cpus cannot be negative: " + cpus);
        }
    }

    public Capacity plus(Capacity other) {
        return new Capacity(Math.addExact(cpus, other.cpus), memory.plus(other.memory), disk.plus(other.disk));
    }

    /** The difference, each part never below zero. */
    public Capacity minus(Capacity other) {
        return new Capacity(Math.max(0, cpus - other.cpus), memory.minus(other.memory), disk.minus(other.disk));
    }

    /** Whether {@code need} fits into this. */
    public boolean covers(Capacity need) {
        return need.cpus <= cpus && need.memory.compareTo(memory) <= 0 && need.disk.compareTo(disk) <= 0;
    }
}

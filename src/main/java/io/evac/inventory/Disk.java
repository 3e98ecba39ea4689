package io.evac.inventory;

import java.util.List;
import java.util.Optional;

/**
 * One disk of an instance.
 *
 * @param name on the platform
 * @param size bytes that it occupies
 * @param virtualSize bytes that the instance sees; empty where the platform has no such size, or does not tell it
 * @param format of its image, e.g. {@code qcow2}; empty where the platform has none, or names none
 * @param chain the files below the one that is written, nearest first, as they name each other; empty when there is none
 */
public record Disk(
        String name, ByteSize size, Optional<ByteSize> virtualSize, Optional<String> format, List<String> chain) {
    public Disk {
        chain = List.copyOf(chain);
    }

    /** A disk of a platform without formats and chains. */
    public Disk(String name, ByteSize size, Optional<ByteSize> virtualSize) {
        this(name, size, virtualSize, Optional.empty(), List.of());
    }
}

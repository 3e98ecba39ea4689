package io.evac.inventory;

import java.util.Optional;

/**
 * One disk of an instance.
 *
 * @param name on the platform
 * @param size bytes that it occupies
 * @param virtualSize bytes that the instance sees; empty where the platform has no such size, or does not tell it
 */
public record Disk(String name, ByteSize size, Optional<ByteSize> virtualSize) {}

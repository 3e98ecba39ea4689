package io.evac.inventory;

import java.util.Optional;

/**
 * One network interface of an instance.
 *
 * @param model as the platform calls it, e.g. {@code virtio}; empty text where it names none
 * @param source what it is plugged into, e.g. {@code network default} or {@code bridge br0}
 * @param mac its hardware address, where it is fixed
 */
public record Nic(String model, String source, Optional<String> mac) {}

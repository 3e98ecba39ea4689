package io.evac.inventory;

import java.util.List;
import java.util.Map;

/**
 * A host of hosts.yaml.
 *
 * @param driver the name of its driver, e.g. {@code files}
 * @param accepts whether it may be a destination
 * @param powerFence a command vector that proves the host is off; empty when there is none
 * @param settings the driver's own settings, as they stand under its name
 */
public record Host(
        HostName name,
        Address address,
        String driver,
        CapacityLimit capacity,
        Slots slots,
        Bandwidth bandwidth,
        boolean accepts,
        Map<String, String> labels,
        List<String> powerFence,
        Map<String, Object> settings) {
    public Host {
        labels = Map.copyOf(labels);
        powerFence = List.copyOf(powerFence);
        settings = Map.copyOf(settings);
    }
}

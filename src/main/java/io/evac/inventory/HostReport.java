package io.evac.inventory;

import java.util.List;
import java.util.Map;

/**
 * What a survey found on a host.
 *
 * @param capacity in all, before hosts.yaml's limit is applied
 * @param used by its instances now
 * @param facts what the host said about itself (tools and versions, free space), for people
 * @param warnings what an operator should know; empty when all is well
 */
public record HostReport(
        HostName host,
        Capacity capacity,
        Capacity used,
        List<Instance> instances,
        Map<String, String> facts,
        List<String> warnings) {
    public HostReport {
        instances = List.copyOf(instances);
        facts = Map.copyOf(facts);
        warnings = List.copyOf(warnings);
    }
}

package io.evac.report;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A host as people and scripts read it; memory and disk in bytes.
 *
 * @param cordonedBy whose wish that is, and {@code cordonedAt} since when
 * @param capacity empty, like {@code used}, when the host could not be surveyed
 * @param facts what it says about itself: tools and their versions, processors, free space
 * @param problem why it could not be surveyed
 */
public record HostStatus(
        String name,
        String address,
        String driver,
        boolean accepts,
        boolean cordoned,
        Optional<String> cordonedBy,
        Optional<OffsetDateTime> cordonedAt,
        Optional<PlanReport.Amount> capacity,
        Optional<PlanReport.Amount> used,
        int instances,
        SortedMap<String, String> facts,
        List<String> warnings,
        Optional<String> problem) {
    public HostStatus {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        warnings = List.copyOf(warnings);
    }

    /**
     * One thing that was checked on a host.
     *
     * @param ok whether nothing needs to be done
     * @param verdict {@code OK}, {@code WARN} (moves work, at a cost) or {@code FAIL} (a move would fail or be unsafe)
     */
    public record Finding(
            String host, boolean ok, String verdict, String check, String text, Optional<String> remedy) {}
}

package io.evac.report;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as people and scripts read it.
 *
 * @param at its one start, local to {@code zone}; or {@code cron}
 * @param next its next starts, in its zone, soonest first
 * @param hosts labels of the hosts that its runs may use, as {@code rack=r7}; none for every host
 * @param windows those that open at these starts, for people; empty when it has none
 */
public record ScheduleReport(
        int schemaVersion,
        String name,
        String list,
        boolean enabled,
        Optional<LocalDateTime> at,
        Optional<String> cron,
        String zone,
        List<String> hosts,
        List<OffsetDateTime> next,
        List<String> windows) {
    public ScheduleReport {
        hosts = List.copyOf(hosts);
        next = List.copyOf(next);
        windows = List.copyOf(windows);
    }
}

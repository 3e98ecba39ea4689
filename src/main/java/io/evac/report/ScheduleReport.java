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
        List<OffsetDateTime> next,
        List<String> windows) {
    public ScheduleReport {
        next = List.copyOf(next);
        windows = List.copyOf(windows);
    }
}

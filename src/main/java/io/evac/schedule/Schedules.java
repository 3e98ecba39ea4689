package io.evac.schedule;

import io.evac.plan.Policy;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The façade over schedules. Thread-safe. */
public interface Schedules {
    /**
     * What is to run when. Windows have their room here: {@code at} and {@code cron} name the start of an occurrence.
     *
     * @param name unique; 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     * @param csv the list's bytes
     * @param at one start, local to {@code zone}; exactly one of at and cron is present
     * @param cron a Quartz cron expression
     */
    record Schedule(
            String name,
            String listFile,
            byte[] csv,
            Policy policy,
            Optional<java.time.LocalDateTime> at,
            Optional<String> cron,
            ZoneId zone,
            boolean enabled) {}

    /** Adds or replaces; the same again changes nothing. Throws IllegalArgumentException for what cannot be. */
    void add(Schedule schedule, String actor);

    List<Schedule> list();

    /** The next starts of a schedule, soonest first; none when it is disabled or over. */
    List<Instant> next(String name, int count);

    void enable(String name, boolean enabled, String actor);

    /** Runs it now; the same occurrence twice is one run. Answers the run's id. */
    String run(String name, String actor);
}

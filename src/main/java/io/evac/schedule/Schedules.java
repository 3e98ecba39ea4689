package io.evac.schedule;

import io.evac.inventory.HostScope;
import io.evac.notice.Target;
import io.evac.plan.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The façade over schedules. Thread-safe. */
public interface Schedules {
    /**
     * How long each window is, and how it ends.
     *
     * @param end of the one window, local; exactly one of end and duration is present
     * @param lockout before the end of a window, in which no cutover begins
     * @param capacity cutovers under way at once; 0 for no limit
     * @param preSync what is copied ahead of a window; without, nothing is
     */
    record Limits(
            Optional<java.time.LocalDateTime> end,
            Optional<Duration> duration,
            Duration lockout,
            int capacity,
            Optional<PreSync> preSync) {}

    /**
     * What is copied before a window opens, while everything runs.
     *
     * @param start before the opening, when the run begins to copy; not before the last window has closed
     * @param topUp how old a copy may become until it is brought up to date again; zero for no matter how old
     * @param stop before the opening, from when on nothing more is begun; zero for never
     */
    record PreSync(Duration start, Duration topUp, Duration stop) {}

    /** An iCalendar file: in its events no window opens. */
    record CalendarFile(String name, String text) {}

    /**
     * What is to run when: {@code at} and {@code cron} name the start of an occurrence.
     *
     * @param name unique; 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     * @param csv the list's bytes
     * @param at one start, local to {@code zone}; exactly one of at and cron is present
     * @param cron a Quartz cron expression
     * @param limits of its windows; without, a run that has begun goes on until it is done
     * @param calendars no window that touches one of their events opens
     * @param told who is told of its runs
     * @param reminder how long before a start they are reminded of it
     * @param terms what its runs begin with
     * @param hosts that whoever added it may use: its runs use no others
     */
    record Schedule(
            String name,
            String listFile,
            byte[] csv,
            Policy policy,
            Optional<java.time.LocalDateTime> at,
            Optional<String> cron,
            ZoneId zone,
            boolean enabled,
            Optional<Limits> limits,
            List<CalendarFile> calendars,
            List<Target> told,
            Optional<Duration> reminder,
            Terms terms,
            HostScope hosts) {
        public Schedule {
            calendars = List.copyOf(calendars);
            told = List.copyOf(told);
        }

        /** The same by somebody who may use these hosts only. */
        public Schedule within(HostScope scope) {
            return new Schedule(
                    name, listFile, csv, policy, at, cron, zone, enabled, limits, calendars, told, reminder, terms,
                    scope);
        }
    }

    /** Adds or replaces; the same again changes nothing. Throws IllegalArgumentException for what cannot be. */
    void add(Schedule schedule, String actor);

    /** Adds one that is new; refused as by {@link #add}, and when there is one of its name already, whoever was first. */
    void addNew(Schedule schedule, String actor);

    /** The windows, or starts, that this one would have, soonest first; refused as by {@link #add}, and nothing is kept. */
    List<Instant> check(Schedule schedule, int count);

    /** Whether no window of that schedule is open or to come: it is off, at its end, or gone. */
    boolean over(String name);

    List<Schedule> list();

    /**
     * Sees to it that the scheduler holds the next starts of every schedule, and reminds people of those that come; to be
     * called now and then.
     */
    void keepHouse();

    /** The next starts of a schedule, soonest first; none when it is disabled or over. */
    List<Instant> next(String name, int count);

    /** The run of its last start that led to one, planned or asked for; empty when none has yet. */
    Optional<String> lastRun(String name);

    /** The window that opens then; empty when the schedule has none. */
    Optional<Window> window(Schedule schedule, Instant opens);

    /** What is coming of these, as iCalendar; what is switched off is left out. */
    String calendar(List<Schedule> schedules);

    void enable(String name, boolean enabled, String actor);

    /** Runs it now; the same occurrence twice is one run. Answers the run's id. */
    String run(String name, String actor);
}

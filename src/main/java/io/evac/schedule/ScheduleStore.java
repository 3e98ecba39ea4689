package io.evac.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Schedules and their occurrences as the database has them: the truth, whatever fires. Every method is one transaction. */
public interface ScheduleStore {
    /**
     * A planned start that came.
     *
     * @param id {@code <schedule>/<planned start in UTC>}
     * @param run what it led to, once it did
     * @param problem why it led to nothing
     */
    record Occurrence(String id, String schedule, Instant planned, Optional<String> run, Optional<String> problem) {
        /** The identity of a schedule's start (invariant I4). */
        public static String id(String schedule, Instant planned) {
            return schedule + "/" + planned;
        }

        /** The schedule that an occurrence is of, by the occurrence's id. */
        public static String schedule(String id) {
            return id.substring(0, id.indexOf('/'));
        }
    }

    /** Adds or replaces, with an event. */
    void put(Schedules.Schedule schedule, String actor);

    /** Adds, with an event; false when there is one of its name, and nothing was changed. */
    boolean add(Schedules.Schedule schedule, String actor);

    Optional<Schedules.Schedule> find(String name);

    /** By name. */
    List<Schedules.Schedule> all();

    /** With an event; false when it was so already. */
    boolean enable(String name, boolean enabled, String actor);

    /** Notes that a start came; false when that is known already, whoever noted it. */
    boolean note(String schedule, Instant planned, String actor);

    /** Notes that a start was missed, with an event of which people are told; false when the start is known already. */
    boolean missed(String schedule, Instant planned, String actor, String text);

    /** The occurrence that began within {@code same} before {@code now}, else a new one that begins now. */
    Occurrence noteNow(String schedule, Instant now, Duration same, String actor);

    Optional<Occurrence> occurrence(String id);

    /** What the last of its starts that led to a run led to. */
    Optional<String> lastRun(String schedule);

    /** The occurrence led to this run. */
    void started(String occurrence, String run);

    /** The occurrence led to nothing, with an event that says why. */
    void failed(String occurrence, String problem);

    /** With an event of which people are told, the first time for this start. */
    void remind(String schedule, Instant start, String text);

    /** An event of the schedule. */
    void event(String schedule, String kind, String actor, String text);
}

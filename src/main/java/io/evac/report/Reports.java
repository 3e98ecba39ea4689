package io.evac.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The façade over what is known of runs; read-only. Thread-safe. */
public interface Reports {
    Optional<RunReport> run(String id);

    /** The word of the run's state; cheaper than the run. */
    Optional<String> state(String run);

    /** Whether the run has moves, and all of them leave and go to hosts of these names. */
    boolean within(String run, Set<String> hosts);

    /** All runs, newest first, without their moves. */
    default List<RunReport> runs() {
        return runs(RunQuery.EVERY);
    }

    /** The runs asked for, newest first, without their moves. */
    List<RunReport> runs(RunQuery query);

    /** The numbers of everything together; cheaper than {@link #runs}. */
    Census census();

    /** Events of a run with a number above {@code after}, oldest first, at most {@code limit}. */
    List<EventReport> events(String run, long after, int limit);

    /** How many events of a run have a number above {@code after}. */
    long countEvents(String run, long after);

    /**
     * Events of all runs with a number above {@code after}, oldest first, at most {@code limit}. Numbers are given before they
     * are committed: one may appear behind a higher one.
     */
    List<EventReport> events(long after, int limit);

    /** The highest number of an event; 0 for none. */
    long lastEvent();

    /** The highest number of an event that was written before then; 0 for none. */
    long lastEventBefore(Instant then);
}

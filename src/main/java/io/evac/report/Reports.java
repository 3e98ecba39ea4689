package io.evac.report;

import java.util.List;
import java.util.Optional;

/** The façade over what is known of runs; read-only. Thread-safe. */
public interface Reports {
    Optional<RunReport> run(String id);

    /** All runs, newest first, without their moves. */
    List<RunReport> runs();

    /** The numbers of everything together; cheaper than {@link #runs}. */
    Census census();

    /** Events of a run with a number above {@code after}, oldest first, at most {@code limit}. */
    List<EventReport> events(String run, long after, int limit);
}

package io.evac.report;

import java.util.Optional;
import java.util.Set;

/**
 * Which runs are asked for.
 *
 * @param states words of states; empty for all
 * @param plan only the run of this plan
 * @param before a run's id: only runs that are older
 * @param limit at most so many
 * @param hosts names: only runs with moves, all of which leave and go to these; empty for all runs
 */
public record RunQuery(
        Set<String> states, Optional<String> plan, Optional<String> before, int limit, Optional<Set<String>> hosts) {
    /** No limit. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Every run. */
    public static final RunQuery EVERY = new RunQuery(Set.of(), Optional.empty(), Optional.empty(), ALL);

    /** Whatever hosts they are about. */
    public RunQuery(Set<String> states, Optional<String> plan, Optional<String> before, int limit) {
        this(states, plan, before, limit, Optional.empty());
    }

    /** The same of runs that are about these hosts only. */
    public RunQuery of(Set<String> names) {
        return new RunQuery(states, plan, before, limit, Optional.of(names));
    }

    /** @throws IllegalArgumentException for a limit below one */
    public RunQuery {
        states = Set.copyOf(states);
        hosts = hosts.map(Set::copyOf);
        if (limit < 1) {
            throw new IllegalArgumentException("no limit: " + limit + ". Maybe 1, or none");
        }
    }
}

package io.evac.report;

import java.util.Optional;
import java.util.Set;

/**
 * Which runs are asked for.
 *
 * @param states words of states; empty for all
 * @param plan only the run of this plan
 * @param before a run's id: only runs that are older
 * @param limit at most so many, up to {@link #MOST}
 */
public record RunQuery(Set<String> states, Optional<String> plan, Optional<String> before, int limit) {
    /** What one answer may hold. */
    public static final int MOST = 1000;

    /** @throws IllegalArgumentException for a limit beyond {@link #MOST} or below one */
    public RunQuery {
        states = Set.copyOf(states);
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("not a limit: " + limit);
        }
    }
}

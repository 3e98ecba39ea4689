package io.evac.schedule;

import io.evac.plan.Plans;
import java.util.Optional;

/** Starts the run of an occurrence; {@code run} implements it. */
public interface Starter {
    /**
     * Plans and applies, or goes on with the schedule's run that waits for a window; asked twice for the same occurrence it
     * answers the same run (I4).
     *
     * @param occurrence unique: the schedule's name and its planned start
     * @param window in which cutovers may begin; empty for at any time
     * @param terms of a run that begins now
     * @return the run's id
     */
    String start(String occurrence, Plans.Request request, Optional<Window> window, Terms terms, String actor);
}

package io.evac.schedule;

import io.evac.plan.Plans;

/** Starts the run of an occurrence; {@code run} implements it. */
public interface Starter {
    /**
     * Plans and applies; asked twice for the same occurrence it answers the same run (I4).
     *
     * @param occurrence unique: the schedule's name and its planned start
     * @return the run's id
     */
    String start(String occurrence, Plans.Request request, String actor);
}

package io.evac.api;

import io.evac.daemon.ToldException;

/** A host gave no survey, and there is nothing to show without one. */
final class UnsurveyedException extends ToldException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong and, from "Maybe" on, what may help */
    UnsurveyedException(String problem) {
        super(502, "EVAC-390", found(problem), remedy(problem));
    }

    private static String found(String problem) {
        int maybe = problem.indexOf("Maybe ");
        return maybe > 0 ? problem.substring(0, maybe).strip() : problem;
    }

    private static String remedy(String problem) {
        int maybe = problem.indexOf("Maybe ");
        return maybe < 0 ? "Maybe look closer with: evac host doctor" : problem.substring(maybe);
    }
}

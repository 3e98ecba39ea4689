package io.evac.plan;

import java.util.List;

/** Decides the whole: pure, and the same request always gives the same plan. Thread-safe. */
public final class Planner {
    /**
     * Answers every selected row with one move or one refusal.
     *
     * @throws IllegalArgumentException for a {@code select} term that cannot be read
     */
    public Plan plan(PlanRequest request) {
        throw new UnsupportedOperationException(
                "being written: " + request.list().file());
    }

    /** What has changed in the world for this plan, one line each; empty when it can be applied exactly. */
    public List<String> differences(Plan plan, World now) {
        throw new UnsupportedOperationException(
                "being written: " + plan.id() + now.reports().size());
    }
}

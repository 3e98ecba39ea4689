package io.evac.api;

import io.evac.plan.Plan;

/** A plan as a file that can be applied later, elsewhere, exactly. */
public interface PlanFormat {
    /** JSON, whole. */
    String write(Plan plan);

    /** @throws IllegalArgumentException for what is no plan */
    Plan read(String json);
}

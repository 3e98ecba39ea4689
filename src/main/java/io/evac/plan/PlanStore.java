package io.evac.plan;

import java.util.List;
import java.util.Optional;

/** Plans as the database has them. */
public interface PlanStore {
    /** Stores it; the same plan again changes nothing. */
    void put(Plan plan);

    Optional<Plan> find(PlanId id);

    /** Newest first. */
    List<PlanId> list();
}

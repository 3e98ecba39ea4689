package io.evac.daemon;

import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import org.springframework.stereotype.Component;

/** The plans that a request may name. */
@Component
public final class KnownPlans {
    private final Plans plans;

    KnownPlans(Plans plans) {
        this.plans = plans;
    }

    /**
     * @throws IllegalArgumentException for what is no plan's id
     * @throws NotFoundException when there is none
     */
    public Plan find(String id) {
        return plans.find(new PlanId(id))
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-508", "there is no plan " + id, "Maybe make it again: evac plan LIST"));
    }
}

package io.evac.daemon;

import io.evac.inventory.Texts;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.run.Runs.RefusedException;
import org.springframework.stereotype.Component;

/** The plans that a request may name. */
@Component
public final class KnownPlans {
    /** What the command line ends with. */
    private static final int STALE = 4;

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

    /**
     * The same, as somebody has seen it.
     *
     * @param digest of the plan that is meant
     * @throws RefusedException when it has another one
     */
    public Plan find(String id, String digest) {
        Plan plan = find(id);
        Deeds.digest(digest);
        if (!plan.digest().hex().equals(digest)) {
            throw new RefusedException(
                    STALE,
                    "EVAC-585",
                    "the plan " + plan.id() + " has not the digest " + Texts.quoted(digest),
                    "Maybe look at it again: evac show " + plan.id());
        }
        return plan;
    }
}

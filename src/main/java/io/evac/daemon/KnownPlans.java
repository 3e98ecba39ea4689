package io.evac.daemon;

import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.report.RunReport;
import io.evac.run.Runs.RefusedException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The plans that a request may name. */
@Component
public final class KnownPlans {
    /** What the command line ends with. */
    private static final int STALE = 4;

    private final Plans plans;
    private final Reach reach;

    KnownPlans(Plans plans, Reach reach) {
        this.plans = plans;
        this.reach = reach;
    }

    /** As {@link Plans#create}, of the caller's hosts. */
    public Plan create(Plans.Request request) {
        return made(plans.create(request.within(reach.scope())));
    }

    /** As {@link Plans#restore}, of the caller's hosts. */
    public Plan restore(HostName host, Set<String> accept) {
        reach.require(host);
        return made(plans.restore(host, accept, reach.scope()));
    }

    /** As {@link Plans#store}. */
    public Plan store(Plan plan) {
        reach.require(plan);
        return made(plans.store(plan));
    }

    /** Whoever has just made it may see it, also when every row was refused. */
    private Plan made(Plan plan) {
        Deeds.on(plan.id().value());
        Deeds.digest(plan.digest().hex());
        return seen(plan);
    }

    /** Who planned for every host was told of others, too; no digest has that. */
    private Plan seen(Plan plan) {
        return reach.names()
                .map(mine -> plan.toldOf(host -> mine.contains(host.value())))
                .orElse(plan);
    }

    /** Ids of the caller's plans, newest first. */
    public Stream<PlanId> list() {
        if (reach.scope().isEvery()) {
            return plans.list().stream();
        }
        Predicate<Plan> mine = reach.plans();
        return plans.list().stream().filter(id -> plans.find(id).filter(mine).isPresent());
    }

    /** The plan of a run that the caller has found; empty when it is not kept any more. */
    public Optional<Plan> of(RunReport run) {
        return plans.find(new PlanId(run.plan()));
    }

    /**
     * @throws IllegalArgumentException for what is no plan's id
     * @throws NotFoundException when there is none
     * @throws BeyondException when it is about hosts that the caller may not use
     */
    public Plan find(String id) {
        Plan plan = plans.find(new PlanId(id))
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-508", "there is no plan " + id, "Maybe make it again: evac plan LIST"));
        reach.require(plan);
        return seen(plan);
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

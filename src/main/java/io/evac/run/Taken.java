package io.evac.run;

import io.evac.inventory.InstanceRef;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanStore;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One instance is in one run at a time; the first plan owns it. The database refuses too; this says it first. */
final class Taken {
    private static final List<RunState> UNFINISHED =
            Arrays.stream(RunState.values()).filter(state -> !state.ended()).toList();
    private static final int BUSY = 5;

    private Taken() {}

    /** @throws Runs.RefusedException when an instance of the plan is in an unfinished run */
    static void refuse(Plan plan, RunStore runs, PlanStore plans) {
        Set<InstanceRef> ours = plan.moves().stream().map(Move::instance).collect(Collectors.toSet());
        for (RunStore.RunRecord other : runs.inState(UNFINISHED)) {
            List<String> both = plans.find(other.plan()).stream()
                    .flatMap(known -> known.moves().stream())
                    .map(Move::instance)
                    .filter(ours::contains)
                    .map(InstanceRef::toString)
                    .toList();
            if (!both.isEmpty()) {
                throw new Runs.RefusedException(
                        BUSY,
                        "EVAC-510",
                        String.join(", ", both) + (both.size() == 1 ? " is" : " are") + " in run " + other.id()
                                + ", which is not finished",
                        "Maybe wait for it: evac watch " + other.id());
            }
        }
    }
}

package io.evac.migration;

import io.evac.plan.MigrationType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The standard phases of instances that live under the guard; a driver adds how bytes travel and instances start. */
public final class GuardedItinerary {
    private static final Set<MigrationType> TYPES =
            Set.of(MigrationType.COLD, MigrationType.SEMI_LIVE, MigrationType.WARM, MigrationType.LIVE_BLOCK);

    private GuardedItinerary() {}

    /**
     * The phases of a cold, semi-live, warm or live+block move. Cold carries everything in FINAL_SYNC; INCREMENTAL_SYNC is there for its
     * way home, a rollback onto the parked copy.
     *
     * @throws IllegalArgumentException for another type
     */
    public static Itinerary of(
            MigrationType type,
            Guards guards,
            Transport transport,
            Definitions definitions,
            Clock clock,
            Waiter waiter) {
        boolean cold = type.equals(MigrationType.COLD);
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException(
                    "the guard does not carry " + type + ". Maybe cold, semi-live, warm or live+block");
        }
        List<PhaseAction> actions = new ArrayList<>();
        actions.add(new Reserve(guards, definitions));
        if (!cold) {
            actions.add(new FullSync(transport));
        }
        actions.add(new IncrementalSync(transport));
        actions.add(new Quiesce(guards, transport, definitions, waiter));
        actions.add(new FinalSync(guards, transport, definitions));
        actions.add(new Fence(guards));
        actions.add(new Activate(guards, waiter));
        actions.add(new Verify(clock, waiter));
        actions.add(new Finalize(guards, transport, clock));
        return new Itinerary(actions);
    }
}

package io.evac.migration;

import io.evac.plan.MigrationType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The standard phases of instances that live under the guard; a driver adds how bytes travel and instances start. */
public final class GuardedItinerary {
    private static final Set<MigrationType> TYPES =
            Set.of(MigrationType.COLD, MigrationType.SEMI_LIVE, MigrationType.WARM);

    private GuardedItinerary() {}

    /**
     * The phases of a cold, semi-live or warm move. Cold carries everything in FINAL_SYNC; INCREMENTAL_SYNC is there for its
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
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("the guard does not carry " + type + ". Maybe cold, semi-live or warm");
        }
        Quiesce quiesce = new Quiesce(guards, Optional.empty(), definitions, waiter);
        return phases(!type.equals(MigrationType.COLD), quiesce, guards, transport, definitions, clock, waiter);
    }

    /** The phases of a move whose stop hands the instance over. */
    public static Itinerary handingOver(
            Guards guards,
            Transport transport,
            HandOvers handOvers,
            Definitions definitions,
            Clock clock,
            Waiter waiter) {
        Quiesce quiesce = new Quiesce(guards, Optional.of(handOvers), definitions, waiter);
        return phases(true, quiesce, guards, transport, definitions, clock, waiter);
    }

    private static Itinerary phases(
            boolean fullSync,
            Quiesce quiesce,
            Guards guards,
            Transport transport,
            Definitions definitions,
            Clock clock,
            Waiter waiter) {
        List<PhaseAction> actions = new ArrayList<>();
        actions.add(new Reserve(guards, definitions));
        if (fullSync) {
            actions.add(new FullSync(transport));
        }
        actions.add(new IncrementalSync(transport));
        actions.add(quiesce);
        actions.add(new FinalSync(guards, transport, definitions));
        actions.add(new Fence(guards));
        actions.add(new Activate(guards, waiter));
        actions.add(new Verify(clock, waiter));
        actions.add(new Finalize(guards, transport, clock));
        return new Itinerary(actions);
    }
}

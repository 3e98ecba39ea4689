package io.evac.simulation;

import io.evac.inventory.InstanceRef;
import java.time.Duration;
import java.util.Optional;

/** What goes wrong in a story, and where: drawn by chance, or written down. */
interface Plot {
    /** What happens at this point. */
    Optional<Deed> at(Point point);

    /** What happens when a call has just had its effect on its host. */
    default Optional<Deed> behind(InstanceRef ref, String call) {
        return Optional.empty();
    }

    /** Whether the database is backed up here. */
    boolean backsUp(Point point);

    /** How long nobody notices that an orchestrator is dead; an hour or more is a night in which nobody acts at all. */
    Duration untilNoticed(long number);

    /** Whether somebody reads when it was that hosts did something by themselves. */
    default boolean watched() {
        return false;
    }

    /** How long an instance takes to stop that is slow to. */
    Duration stopsAfter(long number);
}

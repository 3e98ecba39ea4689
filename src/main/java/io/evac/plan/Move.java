package io.evac.plan;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A decided move: immutable, part of a plan, what the whole run is about.
 *
 * @param row the line of the list it comes from, 1-based
 * @param type never {@code auto}
 * @param need what the instance will occupy at its destination (after a resize)
 * @param diskSize what its disk is grown to at its destination; empty keeps it as it is
 * @param downtime the budget: never exceeded silently
 * @param notBefore earliest cutover
 * @param wasRunning whether the instance ran when the plan was made
 * @param fingerprint of the instance when the plan was made (invariant I8)
 * @param band the moves of one source host are worked off band by band, side by side; 0 holds the canaries
 * @param order position within the plan: higher priority first, then as placed
 * @param why why this destination, for people
 */
public record Move(
        MoveId id,
        int row,
        InstanceRef instance,
        HostName to,
        MigrationType type,
        int priority,
        Capacity need,
        Optional<ByteSize> diskSize,
        Duration downtime,
        Optional<Instant> notBefore,
        Optional<String> owner,
        boolean wasRunning,
        String fingerprint,
        int band,
        int order,
        Estimate estimate,
        String why) {

    /** The host it leaves. */
    public HostName from() {
        return instance.host();
    }

    Move named(MoveId other) {
        return new Move(
                other,
                row,
                instance,
                to,
                type,
                priority,
                need,
                diskSize,
                downtime,
                notBefore,
                owner,
                wasRunning,
                fingerprint,
                band,
                order,
                estimate,
                why);
    }

    /** The same instance at its destination. */
    public InstanceRef arrived() {
        return new InstanceRef(to, instance.name());
    }
}

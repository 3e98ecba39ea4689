package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.plan.MoveId;

/**
 * The one fair queue for transfers: a move claims all it needs (source out, destination in, run) or nothing, in order
 * of priority, place in the plan and arrival; no claim is starved by others.
 */
public interface Slots {
    /** A claim that was granted; closing it gives it back and is idempotent. */
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until everything is free at once. Throws InterruptedException when the run is stopped meanwhile. */
    Claim claim(MoveId move, HostName from, HostName to, int priority, Progress progress) throws InterruptedException;
}

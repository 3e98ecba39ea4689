package io.evac.remote.tree;

import io.evac.migration.MoveContext;
import io.evac.migration.Traffic;

/** Carries what a delta names from one side to the other; what stood in the way is gone already. */
public interface Mover {
    /**
     * Carries all of it, or fails.
     *
     * @param share what it may send
     * @return bytes sent over the wire
     * @throws io.evac.migration.FailureException when not all of it arrived
     */
    long carry(Job job, Traffic.Share share);

    /**
     * What is to be carried.
     *
     * @param held what the source held when the delta was computed
     * @param still the source must not change meanwhile: whatever does is an error
     * @param meter is told of every byte
     */
    record Job(MoveContext ctx, Pair pair, Manifest held, Delta delta, boolean still, Deadline deadline, Meter meter) {}
}

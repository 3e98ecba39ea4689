package io.evac.driver.files;

import io.evac.migration.MoveContext;

/** Carries what a delta names from one side to the other; what stood in the way is gone already. */
interface Mover {
    /**
     * @return bytes sent over the wire
     * @throws io.evac.migration.FailureException when not all of it arrived
     */
    long carry(Job job);

    /**
     * @param held what the source held when the delta was computed
     * @param still the source must not change meanwhile
     */
    record Job(MoveContext ctx, Pair pair, Manifest held, Delta delta, boolean still, Deadline deadline, Meter meter) {}
}

package io.evac.remote.tree;

import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.plan.MoveId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how often in a row the two copies of a move were found to differ: the third time it fails. Thread-safe. */
public final class Strikes {
    private static final int MOST = 3;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Map<MoveId, Integer> counts = new ConcurrentHashMap<>();

    /** One more; what is to be thrown. */
    public FailureException next(MoveId move, String what) {
        int count = counts.merge(move, 1, Integer::sum);
        return new FailureException(
                count < MOST
                        ? new Failure.Transient("EVAC-449", what, AGAIN)
                        : new Failure.Permanent(
                                "EVAC-449",
                                what + " (" + count + " times)",
                                "Maybe check the disks, memory and network of both hosts"));
    }

    /** They are equal, or it does not matter any more. */
    public void forget(MoveId move) {
        counts.remove(move);
    }
}

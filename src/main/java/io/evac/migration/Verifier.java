package io.evac.migration;

import io.evac.inventory.InstanceRef;
import io.evac.plan.Move;
import java.util.Optional;

/**
 * Asks the hosts themselves, never the journal, whether a moved instance is really there and really gone. Read-only,
 * thread-safe. A {@link Failure.Transient} says that a host could not be asked: nothing is known to be wrong; a {@link
 * Failure.Permanent} names everything that is wrong.
 */
public interface Verifier {
    /** What is not as a moved instance should be, on both ends; empty when all is well. */
    Optional<Failure> moved(Move move);

    /** The same for one end alone: whether the instance is well there, at its destination or at home again. */
    Optional<Failure> at(InstanceRef place, Move move);
}

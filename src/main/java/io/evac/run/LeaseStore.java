package io.evac.run;

import java.time.Duration;
import java.util.Optional;

/** Leases of runs, in database time. Every method is one short transaction. */
public interface LeaseStore {
    /** A lease that is held: by whom, under which epoch, and how long from now by the database's clock. */
    record Held(String owner, long epoch, Duration left) {}

    /**
     * Takes the lease when it is free, expired, the same owner's, or when {@code force} (the predecessor's file lock
     * was free: it is dead). The epoch rises with every change of hands, to at least {@code minEpoch}.
     *
     * @return the lease, or empty when somebody else holds it
     */
    Optional<Held> acquire(RunId run, String owner, Duration ttl, boolean force, long minEpoch);

    /** Renews; false when it was lost: stop at once. */
    boolean renew(RunId run, String owner, long epoch, Duration ttl);

    /** Gives it back; the epoch stays. */
    void release(RunId run, String owner, long epoch);

    /** Who holds it now, if anybody. */
    Optional<Held> holder(RunId run);
}

package io.evac.run;

import java.util.Optional;
import java.util.function.LongSupplier;

/** The real lease of a process without threads: it is renewed when somebody says so. */
public final class SimulatedLease {
    private final Lease lease;

    private SimulatedLease(Lease lease) {
        this.lease = lease;
    }

    public static Optional<SimulatedLease> take(
            LeaseStore store, RunId run, String owner, long minEpoch, LongSupplier nanos) {
        return Lease.take(store, run, owner, minEpoch, nanos).map(SimulatedLease::new);
    }

    public long epoch() {
        return lease.epoch();
    }

    public boolean holds() {
        return lease.holds();
    }

    /** False when somebody else has taken it. */
    public boolean renew() {
        return lease.renewed();
    }

    /** The process dies: the row stays, and expires. */
    public void abandon() {
        lease.abandon();
    }

    public void giveBack() {
        lease.close();
    }
}

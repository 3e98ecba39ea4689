package io.evac.run;

/** Why a run stops before it is done; a later one replaces an earlier one only when it weighs more. */
enum StopReason {
    NONE,
    PAUSE,
    SHUTDOWN,
    /** The journal cannot be written, or the lease ran out meanwhile: nothing new may begin until it says whose the run is. */
    DATABASE,
    /** Somebody else may act now: touch nothing. */
    LEASE_LOST;

    /** Whether the run's state is ours to write without asking. */
    boolean mayConclude() {
        return this != LEASE_LOST && this != DATABASE;
    }
}

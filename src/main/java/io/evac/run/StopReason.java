package io.evac.run;

/** Why a run stops before it is done; a later one replaces an earlier one only when it weighs more. */
enum StopReason {
    NONE,
    PAUSE,
    SHUTDOWN,
    /** The journal cannot be written: nothing new may begin. */
    DATABASE,
    /** Somebody else may act now: touch nothing. */
    LEASE_LOST;

    /** Whether the run's state is still ours to write. */
    boolean mayConclude() {
        return this != LEASE_LOST;
    }
}

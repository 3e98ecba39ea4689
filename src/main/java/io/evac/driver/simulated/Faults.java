package io.evac.driver.simulated;

import io.evac.inventory.InstanceRef;
import java.time.Duration;

/** What goes wrong in a simulated data centre; asked at every call. */
public interface Faults {
    /** What happens to one call. */
    enum Fault {
        NONE,
        /** Could not be asked; certainly nothing happened. */
        UNREACHABLE,
        /** The connection died before the host did anything, but nobody knows. */
        LOST_REQUEST,
        /** The connection died after the effect. */
        LOST_ANSWER,
        /** The connection died, and the call lands after the next one. */
        LATE,
        /** The host boots just before the call. */
        REBOOT,
        /** The host has no space left. */
        DISK_FULL
    }

    /** The fault of this call; {@code call} is the guard's or transport's method. */
    Fault on(InstanceRef ref, String call);

    /** Whether the instance's health check fails there. */
    default boolean sick(InstanceRef ref) {
        return false;
    }

    /** Whether the instance ignores a stop there. */
    default boolean refusesStop(InstanceRef ref) {
        return false;
    }

    /** Whether its start command fails there, however often it is called. */
    default boolean refusesStart(InstanceRef ref) {
        return false;
    }

    /** How long after it was asked to the instance is down; zero when at once. */
    default Duration stopsAfter(InstanceRef ref) {
        return Duration.ZERO;
    }

    /** Nothing goes wrong. */
    Faults NONE = (ref, call) -> Fault.NONE;
}

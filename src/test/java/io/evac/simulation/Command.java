package io.evac.simulation;

import io.evac.inventory.HostName;
import java.util.List;
import java.util.Optional;

/**
 * What somebody types.
 *
 * @param typed the whole line
 * @param discard whether it goes back to the parked copy as it is
 * @param off the host that people say is off
 */
record Command(String typed, Verb verb, List<String> instances, boolean discard, Optional<HostName> off) {
    /** What the run is told. */
    enum Verb {
        RETRY,
        ROLLBACK,
        FINALIZE,
        CANCEL,
        PAUSE,
        RESUME
    }
}

package io.evac.notice;

import java.util.Collection;
import java.util.Optional;

/** The façade over what tells people. Thread-safe. */
public interface Notices {
    /** Why some of these could never be told as the daemon is configured; empty when all can. */
    Optional<String> obstacle(Collection<Target> targets);

    /** Whether owners of the run's instances are offered to have them moved early. */
    boolean offersLinks(String run);

    /** Looks every other second from now on. */
    void start();
}

package io.evac.notice;

import io.evac.plan.MoveId;
import java.util.Collection;
import java.util.Optional;

/** The façade over what tells people. Thread-safe. */
public interface Notices {
    /** Why some of these could never be told as the daemon is configured; empty when all can. */
    Optional<String> obstacle(Collection<Target> targets);

    /** The owner who is offered to have the instance moved early, by mail address; empty where nobody is, or not any more. */
    Optional<String> offeredTo(String run, MoveId move);

    /** Looks every other second from now on. */
    void start();
}

package io.evac.run;

import io.evac.inventory.HostName;
import java.time.Instant;
import java.util.List;

/** The cordoned hosts, as every daemon on the same database sees them. Every method is one short transaction. */
public interface CordonStore {
    /**
     * A host that takes nothing for now.
     *
     * @param actor who wants it so
     * @param at since when
     */
    record Cordon(HostName host, String actor, Instant at) {}

    /** All of them, by name. */
    List<Cordon> all();

    /** Cordons the host or takes its cordon away, with an event; false, and nothing changes, when it is so already. */
    boolean set(HostName host, boolean cordoned, String actor);
}

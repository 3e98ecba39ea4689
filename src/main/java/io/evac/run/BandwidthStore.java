package io.evac.run;

import io.evac.inventory.Bandwidth;

/** What operators let runs send. Every method is one short transaction. */
public interface BandwidthStore {
    /** Unlimited where nobody has said anything. */
    Bandwidth of(RunId run);

    /** With an event. False when it was that already. */
    boolean put(RunId run, Bandwidth limit, String actor);
}

package io.evac.driver.simulated;

import io.evac.inventory.HostName;
import java.util.Map;
import java.util.TreeMap;

/** What an instance is, wherever its copies are. */
final class Body {
    final long disk;
    final long writes;
    final Map<HostName, Copy> copies = new TreeMap<>();
    /** The position of the last write of any copy that ran. */
    long newest;
    /** People have started a second or an older copy: which of them is the newest nobody can say any more. */
    boolean diverged;

    /** People have answered for a host that holds a copy: what it starts when it comes back is known to be a second one. */
    boolean answeredFor;

    String fingerprint = "1";

    Body(long disk, long writes) {
        this.disk = disk;
        this.writes = writes;
    }
}

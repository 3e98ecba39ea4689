package io.evac.migration;

import io.evac.inventory.Host;

/** Finds the guard of a host; it is installed on first contact. */
public interface Guards {
    Guard on(Host host);
}

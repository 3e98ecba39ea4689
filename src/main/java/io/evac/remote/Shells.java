package io.evac.remote;

import io.evac.inventory.Host;

/** Finds the shell of a host; nothing is connected before the first command. */
public interface Shells extends AutoCloseable {
    Shell on(Host host);

    @Override
    void close();
}

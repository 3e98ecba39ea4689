package io.evac.daemon;

/** Whether the daemon is going: whoever answers a request that never ends looks here. Thread-safe. */
public final class Closing {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    public boolean begun() {
        return begun;
    }
}

package io.evac.daemon;

import java.util.concurrent.CountDownLatch;

/** Whether the daemon is to go, and whether it is going: whoever answers a request without end looks here. Thread-safe. */
public final class Closing {
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean begun;

    /** Asks the process to end in good order. */
    void ask() {
        asked.countDown();
    }

    /** Waits until somebody asks. */
    public void await() throws InterruptedException {
        asked.await();
    }

    void begin() {
        begun = true;
    }

    public boolean begun() {
        return begun;
    }
}

package io.evac.notice;

import java.io.IOException;

/** Delivers messages one way. Thread-safe. */
interface Messenger {
    /** Why nothing can be delivered there as the daemon is configured; empty when it can. */
    java.util.Optional<String> obstacle(String address);

    /**
     * Delivers it; may deliver it twice when the answer is lost.
     *
     * @throws IOException when it did not work and may work later
     * @throws RefusedException when it never will
     */
    void deliver(Message message, String address) throws IOException, InterruptedException;

    /** The message will never arrive there. */
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}

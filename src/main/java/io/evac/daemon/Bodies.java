package io.evac.daemon;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What the bodies of all requests may take together. Each is read by a thread of its own, so those that dribble in must leave
 * threads for everybody else; and what has come of them lies in memory. Thread-safe.
 */
final class Bodies {
    /** Half of the threads that answer. */
    private static final int AT_ONCE = 200;
    /** Bodies up to here count for nothing. */
    private static final int SMALL = 64 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Semaphore readers = new Semaphore(AT_ONCE);
    private final Semaphore kibibytes;

    /** @param heap bytes of memory, of which an eighth may be bodies, and always one of the longest */
    Bodies(Clock clock, long heap) {
        this.clock = clock;
        this.kibibytes = new Semaphore((int) Math.min(1 << 30, Math.max(heap / 8, BoundedBody.MAX_BYTES) >> 10));
    }

    /** A body from its first byte to the end of its request. Not thread-safe. */
    final class Share implements AutoCloseable {
        private final long begun = clock.millis();
        private boolean reading;
        private int held;

        /** @throws BodyRefusedException when too many are being read */
        void begin() throws BodyRefusedException {
            if (!reading && !readers.tryAcquire()) {
                throw BodyRefusedException.tooMany();
            }
            reading = true;
        }

        /** So many bytes have come so far. */
        void has(long bytes) throws BodyRefusedException {
            int needed = bytes <= SMALL ? 0 : (int) (bytes >> 10);
            if (needed > held && !kibibytes.tryAcquire(needed - held)) {
                throw BodyRefusedException.tooMany();
            }
            held = Math.max(held, needed);
            // A second more for each 64 KiB: a line of half a megabit is fast enough.
            if (clock.millis() - begun > PATIENCE.toMillis() + bytes / SMALL * 1000) {
                throw BodyRefusedException.tooSlow();
            }
        }

        /** All has come. */
        void end() {
            if (reading) {
                readers.release();
            }
            reading = false;
        }

        @Override
        public void close() {
            end();
            kibibytes.release(held);
            held = 0;
        }
    }
}

package io.evac.migration;

import java.util.Optional;

/**
 * How a driver whose instances live under the guard moves their bytes. The standard phases (reserve, quiesce, fence,
 * activate, verify) need nothing else of it. Methods throw {@link FailureException}. Thread-safe and stateless.
 */
public interface Transport {
    /** What a sync is for. */
    enum Round {
        FULL(Phase.FULL_SYNC),
        INCREMENTAL(Phase.INCREMENTAL_SYNC),
        /** The source is observed stopped. */
        FINAL(Phase.FINAL_SYNC);

        private final Phase phase;

        Round(Phase phase) {
            this.phase = phase;
        }

        /** The phase that asks for it. */
        public Phase phase() {
            return phase;
        }
    }

    /**
     * What a sync did.
     *
     * @param bytesSent over the wire
     * @param bytesChanged the size of what had changed, at most what the next round would have to carry again
     * @param millis how long it took
     */
    record Synced(long bytesSent, long bytesChanged, long millis, Checkpoint checkpoint) {}

    /**
     * Brings the destination's arriving copy up to the source, as receiver of {@code ctx.ticket()}'s attempt; goes on
     * where an earlier try of the same attempt stopped.
     */
    Synced sync(MoveContext ctx, Round round);

    /**
     * Compares both copies by digest, the source being observed stopped (or its copy fenced). Incremental: what
     * changed since the last verified round.
     *
     * @return the digest of the whole, equal on both ends
     * @throws FailureException with what differs, when they do not match
     */
    String compare(MoveContext ctx);

    /** Why the copy that is parked at {@code ctx.source()} may not be deleted yet: something else of that host needs it. */
    default Optional<Failure> needed(MoveContext ctx) {
        return Optional.empty();
    }

    /**
     * The instance's other copy is gone for good: what was kept at {@code ctx.destination()} for the way home may go. The
     * instance runs there meanwhile; idempotent.
     */
    default void settle(MoveContext ctx) {}

    /** Removes what this move's transfers may have left on either host (keys, lists); idempotent. */
    void cleanUp(MoveContext ctx);
}

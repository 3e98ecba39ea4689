package io.evac.migration;

import io.evac.plan.MoveId;

/** Hears how far a move is; called often, must be cheap and never throw. */
public interface Progress {
    /**
     * Bytes of the current transfer: a full sync, one round, a final sync, or a repetition of one that was cut. Each
     * begins with {@code done} 0, never runs backwards, and is added to what the transfers before it carried.
     *
     * @param done as the transfer counts them: bytes of the files brought up to date, or of the stream that holds them
     * @param total bytes expected of this transfer; an estimate that may be corrected, or 0 when unknown
     */
    void bytes(MoveId move, Phase phase, long done, long total);

    /** What the move waits for, e.g. {@code slot on alpha (2/2 busy)}; empty when it works. */
    void waiting(MoveId move, String what);

    /** Hears nothing. */
    Progress NONE = new Progress() {
        @Override
        public void bytes(MoveId move, Phase phase, long done, long total) {}

        @Override
        public void waiting(MoveId move, String what) {}
    };
}

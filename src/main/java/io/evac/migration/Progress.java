package io.evac.migration;

import io.evac.plan.MoveId;

/** Hears how far a move is; called often, must be cheap and never throw. */
public interface Progress {
    /**
     * Bytes of the current transfer.
     *
     * @param total bytes expected; an estimate that may be corrected, or 0 when unknown
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

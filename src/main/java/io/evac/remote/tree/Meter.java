package io.evac.remote.tree;

import io.evac.migration.MoveContext;
import io.evac.migration.Phase;

/** Tells the progress of one transfer, now and then. Not thread-safe. */
public final class Meter {
    private static final long STEP = 256 << 10;
    private final MoveContext ctx;
    private final Phase phase;
    private final long total;
    private long done;
    private long told;

    /**
     * Tells that nothing is done yet.
     *
     * @param total bytes that are expected
     */
    public Meter(MoveContext ctx, Phase phase, long total) {
        this.ctx = ctx;
        this.phase = phase;
        this.total = total;
        tell();
    }

    /** So many bytes more were carried. */
    public void add(long bytes) {
        at(done + bytes);
    }

    /** So many bytes were carried so far; fewer than before count for nothing. */
    public void at(long bytes) {
        done = Math.max(done, bytes);
        if (done - told >= STEP) {
            tell();
        }
    }

    /** All has been carried: no more is expected than came. */
    public void end() {
        tell(done);
    }

    private void tell() {
        tell(Math.max(done, total));
    }

    private void tell(long expected) {
        told = done;
        ctx.progress().bytes(ctx.move().id(), phase, done, expected);
    }
}

package io.evac.driver.files;

import io.evac.migration.MoveContext;
import io.evac.migration.Phase;

/** Tells the progress of one transfer, now and then. Not thread-safe. */
final class Meter {
    private static final long STEP = 256 << 10;
    private final MoveContext ctx;
    private final Phase phase;
    private final long total;
    private long done;
    private long told;

    Meter(MoveContext ctx, Phase phase, long total) {
        this.ctx = ctx;
        this.phase = phase;
        this.total = total;
        tell();
    }

    void add(long bytes) {
        at(done + bytes);
    }

    /** What was done so far, never less than before. */
    void at(long bytes) {
        done = Math.max(done, bytes);
        if (done - told >= STEP) {
            tell();
        }
    }

    /** All has been carried: no more is expected than came. */
    void end() {
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

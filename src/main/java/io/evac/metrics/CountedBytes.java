package io.evac.metrics;

import io.evac.migration.Phase;
import io.evac.migration.Progress;
import io.evac.plan.MoveId;
import io.micrometer.core.instrument.Counter;

/** Counts what the transfers of one phase of one move carry, and passes on what it hears. Thread-safe. */
final class CountedBytes implements Progress {
    private final Progress progress;
    private final Counter carried;
    private long last;

    CountedBytes(Progress progress, Counter carried) {
        this.progress = progress;
        this.carried = carried;
    }

    /** Each transfer counts from 0. */
    @Override
    public void bytes(MoveId move, Phase phase, long done, long total) {
        synchronized (this) {
            carried.increment(done < last ? done : done - last);
            last = done;
        }
        progress.bytes(move, phase, done, total);
    }

    @Override
    public void waiting(MoveId move, String what) {
        progress.waiting(move, what);
    }
}

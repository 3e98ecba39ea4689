package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the test when a daemon has come to its n-th boundary, of whichever move and phase; nothing waits. */
final class Milestone {
    private final AtomicLong left;
    private final Signals signals;

    Milestone(long number, Path signals) {
        this.left = new AtomicLong(number);
        this.signals = new Signals(signals);
    }

    void reached(MoveId move, Phase phase, Boundary where) {
        if (left.decrementAndGet() == 0) {
            signals.tell(phase.word());
        }
    }
}

package io.evac.run;

import java.util.function.BooleanSupplier;

/**
 * What commands want of a run that this process works on. A command that joins is inside until it has done what it came for
 * and asked for its work; the run is not closed before all have gone, so that no order is written that it does not take.
 */
final class Demand {
    private final BooleanSupplier stopping;
    private boolean moreWork;
    private boolean closed;
    private int inside;

    /** @param stopping whether the run begins nothing more, whatever is wanted */
    Demand(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    /** False when the run is being closed: wait, and open it anew. */
    synchronized boolean enter() {
        if (!closed) {
            inside++;
        }
        return !closed;
    }

    synchronized void exit() {
        inside--;
        notifyAll();
    }

    /** Asks for another pass over the moves. */
    synchronized void addWork() {
        moreWork = true;
    }

    /** Whether another pass is wanted; when none is, the run is closed for new work. */
    synchronized boolean takeWork() {
        // No deadlock: who is inside never waits for the run's thread, nor opens or closes a run. A run is closed by
        // its thread, which holds no lock, or by who opened it, under the commands' lock before others came in.
        awaitNobodyInside();
        boolean again = moreWork && !stopping.getAsBoolean();
        moreWork = false;
        closed = !again;
        return again;
    }

    private void awaitNobodyInside() {
        boolean interrupted = false;
        while (inside > 0) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

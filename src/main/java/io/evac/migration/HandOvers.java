package io.evac.migration;

import java.util.function.Supplier;

/**
 * How a driver's instances are handed over to their destination while they run: what stops them does it. Methods throw
 * {@link FailureException}. Thread-safe.
 */
public interface HandOvers {
    /** Makes ready on both hosts what the stop needs; asked for before it. */
    void expect(MoveContext ctx);

    /** Waits for the stop, and tells the move's progress meanwhile; what becomes of that is nothing to the stop. */
    GuardFacts watched(MoveContext ctx, Supplier<GuardFacts> stop);

    /** The stop is over, however it ended, or could not be made ready: takes back what it alone needed. */
    void ended(MoveContext ctx);
}

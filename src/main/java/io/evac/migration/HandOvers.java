package io.evac.migration;

/**
 * How a driver's instances are handed over to their destination while they run: what stops them does it. Methods throw
 * {@link FailureException}. Thread-safe.
 */
public interface HandOvers {
    /** Makes ready on both hosts what the stop needs; asked for before it. */
    void expect(MoveContext ctx);

    /** The stop is over, however it ended: takes back what it alone needed. */
    void ended(MoveContext ctx);
}

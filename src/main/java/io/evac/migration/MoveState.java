package io.evac.migration;

import java.util.Locale;

/** The state of a move; the words of the API. */
public enum MoveState {
    PLANNED,
    QUEUED,
    RUNNING,
    WAITING,
    /** Healthy on its destination; the source copy is parked. */
    MOVED,
    VERIFIED,
    /** Moved for good: the parked source copy is deleted. */
    FINALIZED,
    /** Ended on the source, as it was. */
    FAILED,
    /** Healthy at home again; the copy on the former destination is parked until it is finalized, too. */
    ROLLED_BACK,
    CANCELLED,
    /** Cannot be resolved without a human; what runs is left running. */
    NEEDS_ATTENTION;

    /** The word of the API, e.g. {@code rolled-back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state for an API word. */
    public static MoveState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

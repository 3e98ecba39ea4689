package io.evac.migration;

/** The nine phases of a move; the same words in the API. */
public enum Phase {
    RESERVE("reserve"),
    FULL_SYNC("full-sync"),
    INCREMENTAL_SYNC("incremental-sync"),
    QUIESCE("quiesce"),
    FINAL_SYNC("final-sync"),
    FENCE("fence"),
    /** Holds the point of no return: the destination guard's ACTIVATING record; and the health gate. */
    ACTIVATE("activate"),
    VERIFY("verify"),
    FINALIZE("finalize");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /** The word of the API. */
    public String word() {
        return word;
    }

    /** Whether no stop may interrupt a move in this phase: from QUIESCE to the health gate. */
    public boolean atomic() {
        return this == QUIESCE || this == FINAL_SYNC || switching();
    }

    /** Whether a cancel comes too late for a move in this phase: its source is being fenced, or is. */
    public boolean switching() {
        return this == FENCE || this == ACTIVATE;
    }
}

package io.evac.run;

import java.util.Locale;

/** The state of a run; the words of the API. */
public enum RunState {
    PLANNED,
    SCHEDULED,
    RUNNING,
    WAITING,
    PAUSING,
    PAUSED,
    /** The orchestrator died; nobody works on it until it is resumed. */
    INTERRUPTED,
    STOPPING,
    FINISHED,
    FINISHED_WITH_FAILURES,
    CANCELLED,
    NEEDS_ATTENTION;

    /** The word of the API, e.g. {@code finished-with-failures}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state for an API word. */
    public static RunState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether nothing more happens without a new command. */
    public boolean ended() {
        return over() || this == NEEDS_ATTENTION;
    }

    /** Whether it is done with its instances; of one that needs attention, hosts may still hold some in its name. */
    public boolean over() {
        return this == FINISHED || this == FINISHED_WITH_FAILURES || this == CANCELLED;
    }
}

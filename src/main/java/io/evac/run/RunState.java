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
        return this == FINISHED || this == FINISHED_WITH_FAILURES || this == CANCELLED || this == NEEDS_ATTENTION;
    }
}

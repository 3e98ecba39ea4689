package io.evac.metrics;

/** Labels of metrics. None of them ever holds an instance, a move or a run: their values would grow without end. */
final class Labels {
    /** One of the nine phase words, or {@link #NONE}. */
    static final String PHASE = "phase";

    static final String OUTCOME = "outcome";
    static final String DRIVER = "driver";
    static final String STATE = "state";

    /** A host of hosts.yaml. */
    static final String HOST = "host";

    /** Of a move that has come to no phase, or of a host that hosts.yaml does not have any more. */
    static final String NONE = "none";

    private Labels() {}
}

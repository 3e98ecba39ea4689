package io.evac.migration;

/** The states of an instance in a guard's records ({@code docs/cutover.md}). */
public enum GuardState {
    /** As found; also: given back. No record is OPEN when a copy is in place, else ABSENT. */
    OPEN,
    /** Stopping or stopped under timer N. */
    QUIESCED,
    /** Timer N expired, or undone: started again here. */
    RELEASED,
    /** Cannot start here: renamed away. The parked source copy. */
    FENCED,
    /** Nothing here. */
    ABSENT,
    /** One receiver, of the recorded attempt. */
    RECEIVING,
    /** No receiver alive, copy complete, for timer N only. */
    SEALED,
    /** Taken back before activation. */
    REVOKED,
    /** The point of no return: durable before the start. */
    ACTIVATING,
    /** Runs here now. */
    ACTIVE,
    /** Parked copy being deleted; excludes a reversal. */
    FINALIZING
}

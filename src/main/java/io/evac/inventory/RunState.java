package io.evac.inventory;

/** Whether an instance runs, as its host says now. {@code UNKNOWN} is a state of its own, never a guess. */
public enum RunState {
    RUNNING,
    STOPPED,
    UNKNOWN
}

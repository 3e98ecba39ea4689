package io.evac.migration;

/** The guard refused the call: nothing happened. */
public final class GuardRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a guard refuses. */
    public enum Reason {
        /** A newer epoch, attempt or call was seen; this orchestrator may have been replaced. */
        STALE,
        /** The same epoch belongs to another owner. */
        FOREIGN,
        /** The last record does not allow it. */
        STATE,
        /** The instance runs (or is not known to be stopped) where it must be stopped. */
        RUNNING,
        /** The host has booted since QUIESCE. */
        REBOOTED,
        /** Something of that name is there already, or the record is not of this move. */
        CONFLICT,
        /** The host lacks what the call needs (space, tool, permission). */
        HOST
    }

    private final Reason reason;
    private final transient GuardFacts facts;

    public GuardRefusedException(Reason reason, String message, GuardFacts facts) {
        super(message);
        this.reason = reason;
        this.facts = facts;
    }

    public Reason reason() {
        return reason;
    }

    /** The facts that the refusal rests on. */
    public GuardFacts facts() {
        return facts;
    }
}

package io.evac.migration;

/** A guard could not be asked, or its answer was lost. */
public final class GuardUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean mayHaveHappened;

    public GuardUnreachableException(String message, boolean mayHaveHappened, Throwable cause) {
        super(message, cause);
        this.mayHaveHappened = mayHaveHappened;
    }

    /** Whether the call may have reached the guard: then both ends must be asked before anything else. */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }
}

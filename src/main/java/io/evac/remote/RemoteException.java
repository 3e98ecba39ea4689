package io.evac.remote;

/** A command could not be run, or its end is not known. */
public final class RemoteException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The host could not be reached: nothing was sent. */
        UNREACHABLE,
        /** The host's key is not the pinned one, or none is pinned: nothing was sent. */
        HOST_KEY,
        /** The login was refused: nothing was sent. */
        AUTH,
        /** The connection died after the command was sent: it may have run. */
        CUT,
        /** No answer in time: it may have run, and may still run. */
        TIMEOUT,
        /** The command said more than allowed. */
        TOO_MUCH_OUTPUT
    }

    private final Kind kind;

    public RemoteException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public RemoteException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the command may have had effects. */
    public boolean mayHaveRun() {
        return kind == Kind.CUT || kind == Kind.TIMEOUT || kind == Kind.TOO_MUCH_OUTPUT;
    }
}

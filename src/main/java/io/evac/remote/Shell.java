package io.evac.remote;

/** Runs commands on one host. Thread-safe; connections are pooled within the host's budget. */
public interface Shell {
    /** Runs the command to its end. A non-zero exit is a result, not an exception. */
    Result run(Command command) throws RemoteException;

    /** Starts the command with its streams open; {@code command.stdin()} and its output limit are not used. */
    RemoteStream open(Command command) throws RemoteException;
}

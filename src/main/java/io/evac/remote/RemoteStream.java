package io.evac.remote;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A running command with its streams. Closing it ends the channel; the remote process then sees end of file or HUP. */
public interface RemoteStream extends AutoCloseable {
    /** The command's standard input; closing it sends end of file. */
    OutputStream stdin();

    /** The command's standard output. */
    InputStream stdout();

    /** The last of standard error so far (bounded), as UTF-8. */
    String stderrTail();

    /**
     * Waits for the end.
     *
     * @return the exit status
     * @throws RemoteException when the connection died or the time ran out
     */
    int await(Duration timeout) throws RemoteException;

    @Override
    void close();
}

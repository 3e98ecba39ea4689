package io.evac.remote.ssh;

import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.RemoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A command whose streams are open, on a connection of its own: a slow reader slows down only its own command. */
final class SshStream implements RemoteStream, SshShell.Started {
    private final String said;
    private final Exec exec;
    private final Ring in;
    private final Arriving out;
    private final Tail err;

    SshStream(String said, Exec exec, Ring in, Arriving out, Tail err) {
        this.said = said;
        this.exec = exec;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Exec exec() {
        return exec;
    }

    @Override
    public OutputStream stdin() {
        return in.output();
    }

    @Override
    public InputStream stdout() {
        return out.ring.input();
    }

    @Override
    public String stderrTail() {
        return new String(err.bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public int await(Duration timeout) throws RemoteException {
        try {
            if (!exec.await(Deadline.in(timeout))) {
                throw new RemoteException(
                        Kind.TIMEOUT, said + " did not end within " + timeout.toMillis() + " ms. Maybe it still runs");
            }
            return exec.status();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RemoteException(Kind.CUT, said + ": interrupted while it ran", interrupted);
        }
    }

    @Override
    public void close() {
        exec.close("HUP", this::letGo);
    }

    /** Whoever blocks at either end fails now. */
    private void letGo() {
        in.breakOff("the stream is closed");
        out.ring.abandon();
    }

    /** What the host prints. Tells an end that the host sent from one that came because the connection died. */
    static final class Arriving extends OutputStream {
        private final Ring ring;

        @Nullable
        private volatile Exec exec;

        Arriving(Ring ring) {
            this.ring = ring;
        }

        void of(Exec command) {
            exec = command;
        }

        @Override
        public void write(int b) throws IOException {
            ring.output().write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            ring.output().write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            Exec command = exec;
            // JSch marks the channel as closed first when the connection dies, but not at the host's end of file.
            if (command != null && command.ended() && !command.known()) {
                ring.breakOff("the connection died in the middle of the stream");
            } else {
                ring.output().close();
            }
        }
    }
}

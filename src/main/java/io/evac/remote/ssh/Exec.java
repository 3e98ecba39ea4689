package io.evac.remote.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One running command: its channel, and how it ends. */
final class Exec {
    private static final Logger LOG = System.getLogger(Exec.class.getName());
    private static final long LOOK_MILLIS = 1000;
    private static final long SIGNAL_MILLIS = 1000;
    private static final int SIGNALLED = 128;

    /** The names of RFC 4254, with the numbers that POSIX gives them. */
    private static final Map<String, Integer> SIGNALS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15));

    private final HostPool.Lease lease;
    private final Workers workers;
    private final ChannelExec channel;
    private final CompletableFuture<Void> wake;

    /** Where the three streams of a command go; the outputs may be written to on the connection's own thread. */
    record Streams(InputStream stdin, OutputStream stdout, OutputStream stderr) {}

    private Exec(HostPool.Lease lease, Workers workers, ChannelExec channel, CompletableFuture<Void> wake) {
        this.lease = lease;
        this.workers = workers;
        this.channel = channel;
        this.wake = wake;
    }

    /**
     * Prepares the channel; nothing is sent.
     *
     * @param wake completed when the command has ended, and by whoever wants {@link #await} to look
     */
    static Exec prepare(
            HostPool.Lease lease, Workers workers, String line, Streams streams, CompletableFuture<Void> wake)
            throws JSchException {
        ChannelExec channel = lease.connection().channel("exec", ChannelExec.class);
        channel.setCommand(line.getBytes(StandardCharsets.UTF_8));
        channel.setLocalWindowSizeMax(Connector.WINDOW);
        channel.setLocalPacketSize(Connector.PACKET);
        channel.setInputStream(streams.stdin());
        channel.setOutputStream(streams.stdout());
        // JSch closes the error stream last, when the channel is gone: that is the only call back at the end.
        channel.setErrStream(new FilterOutputStream(streams.stderr()) {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                out.write(source, offset, length);
            }

            @Override
            public void close() throws IOException {
                super.close();
                wake.complete(null);
            }
        });
        return new Exec(lease, workers, channel, wake);
    }

    /**
     * Opens the channel and sends the command; blocks until the host has answered, which JSch looks for every 10 ms
     * only: a short command has ended before.
     */
    void start(Deadline deadline, SshOptions options) throws RemoteException {
        long limit = Math.min(
                Math.max(1, deadline.millisLeft()), options.connectTimeout().toMillis());
        try {
            channel.connect((int) limit);
        } catch (JSchException failed) {
            String said = String.valueOf(failed.getMessage());
            // Thrown once the request itself is written; everything else happens while the channel is opened.
            boolean sent = said.equals("ChannelExec") || said.contains("channel request");
            // JSch keeps the reason of a refusal where the exit status would be.
            if (!sent && channel.isClosed() && channel.getExitStatus() > 0) {
                lease.refused();
            }
            throw new RemoteException(
                    sent ? Kind.CUT : Kind.UNREACHABLE,
                    sent
                            ? "the connection died while the command was sent"
                            : "no channel for the command (" + said + "). Maybe the host's MaxSessions is below "
                                    + options.channelsPerSession(),
                    failed);
        }
    }

    boolean ended() {
        return channel.isClosed();
    }

    /**
     * Waits until the command has ended or somebody wakes us; false when the deadline passed first. JSch marks a
     * channel as closed before it has told the host so: who looked at the mark could open the next channel before the
     * host knows that this one is free. So the call back counts, and the mark only where that stays away.
     */
    boolean await(Deadline deadline) throws InterruptedException {
        while (true) {
            long left = deadline.millisLeft();
            try {
                wake.get(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
                return true;
            } catch (ExecutionException never) {
                throw new IllegalStateException("nobody fails it", never);
            } catch (TimeoutException quiet) {
                if (channel.isClosed() || left <= LOOK_MILLIS) {
                    return channel.isClosed();
                }
            }
        }
    }

    /** Whether the host told how the command ended. */
    boolean known() {
        return channel.getExitStatus() >= 0 || SIGNALS.containsKey(String.valueOf(channel.getExitSignal()));
    }

    /** @throws RemoteException CUT when the channel ended without saying how the command did */
    int status() throws RemoteException {
        int status = channel.getExitStatus();
        if (status >= 0) {
            return status;
        }
        if (known()) {
            return SIGNALLED + SIGNALS.get(channel.getExitSignal());
        }
        throw new RemoteException(
                Kind.CUT, "the connection died before the command's end was known. Maybe ask the host what is true");
    }

    /**
     * Gives the channel back; a command that still runs gets the signal and then sees its streams end. OpenSSH passes
     * no signal on where the login is root: there the end of its streams is all that a command sees. Never blocks.
     *
     * @param letGo frees the threads that wait on the command's streams: after the signal, but soon, should the
     *     connection be stuck
     */
    void close(String signal, Runnable letGo) {
        if (channel.isClosed()) {
            letGo.run();
            lease.release();
            return;
        }
        Future<?> soon = workers.after(SIGNAL_MILLIS, letGo);
        workers.later(() -> {
            try {
                channel.sendSignal(signal);
            } catch (Exception gone) {
                LOG.log(Level.DEBUG, "no signal to an abandoned command; its channel is closed all the same", gone);
            } finally {
                soon.cancel(false);
                channel.disconnect();
                letGo.run();
                lease.release();
            }
        });
    }
}

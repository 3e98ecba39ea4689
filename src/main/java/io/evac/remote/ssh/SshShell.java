package io.evac.remote.ssh;

import com.jcraft.jsch.JSchException;
import io.evac.inventory.Texts;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.io.ByteArrayInputStream;
import java.util.concurrent.CompletableFuture;

/** Runs commands on one host over its pool of connections. */
final class SshShell implements Shell {
    private static final int STREAM_BUFFER = 2 << 20;
    private static final int STREAM_STDERR = 16 << 10;

    /** A pooled connection may have died unnoticed, or be full; so may the others. The last try finds a new one. */
    private static final int MORE_TRIES = 2;

    private final String name;
    private final HostPool pool;
    private final SshOptions options;
    private final Workers workers;

    /** A command that was sent. */
    interface Started {
        Exec exec();
    }

    /** Sends a command over one connection, with streams made for this try; completes it early if it ends early. */
    private interface Start<T extends Started> {
        T over(HostPool.Lease lease, CompletableFuture<T> started) throws RemoteException, JSchException;
    }

    private record Running(Exec exec, Capture out, Tail err) implements Started {}

    SshShell(String name, HostPool pool, SshOptions options, Workers workers) {
        this.name = name;
        this.pool = pool;
        this.options = options;
        this.workers = workers;
    }

    @Override
    public Result run(Command command) throws RemoteException {
        Deadline deadline = Deadline.in(command.timeout());
        String line = CommandLine.of(command.argv());
        Running running = start(command, deadline, false, (lease, early) -> {
            CompletableFuture<Void> wake = new CompletableFuture<>();
            Capture out = new Capture(command.maxOutput(), () -> wake.complete(null));
            Tail err = new Tail(command.maxOutput());
            Exec.Streams streams = new Exec.Streams(new ByteArrayInputStream(command.stdin()), out, err);
            Exec exec = Exec.prepare(lease, workers, line, streams, wake);
            Running sent = new Running(exec, out, err);
            wake.thenRun(() -> early.complete(sent));
            exec.start(deadline, options);
            return sent;
        });
        try {
            return result(command, running, deadline);
        } finally {
            running.exec().close("TERM", () -> {});
        }
    }

    private Result result(Command command, Running running, Deadline deadline) throws RemoteException {
        try {
            boolean ended = running.exec().await(deadline);
            if (running.out().overflowed()) {
                throw new RemoteException(
                        Kind.TOO_MUCH_OUTPUT,
                        said(command) + " printed more than " + command.maxOutput() + " bytes and was ended");
            }
            if (!ended) {
                throw new RemoteException(
                        Kind.TIMEOUT,
                        said(command) + " did not end within "
                                + command.timeout().toMillis() + " ms. Maybe it still runs there");
            }
            return new Result(
                    running.exec().status(),
                    running.out().bytes(),
                    running.err().bytes());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RemoteException(Kind.CUT, said(command) + ": interrupted while it ran", interrupted);
        }
    }

    @Override
    public RemoteStream open(Command command) throws RemoteException {
        Deadline deadline = Deadline.in(command.timeout());
        String line = CommandLine.of(command.argv());
        return this.<SshStream>start(command, deadline, true, (lease, early) -> {
            Ring in = new Ring(STREAM_BUFFER);
            SshStream.Arriving out = new SshStream.Arriving(new Ring(STREAM_BUFFER));
            Tail err = new Tail(STREAM_STDERR);
            Exec exec = Exec.prepare(
                    lease, workers, line, new Exec.Streams(in.input(), out, err), new CompletableFuture<>());
            out.of(exec);
            exec.start(deadline, options);
            return new SshStream(said(command), exec, in, out, err);
        });
    }

    /** Sends a command; as long as nothing was sent and the connection turns out to be dead or full, over the next one. */
    private <T extends Started> T start(Command command, Deadline deadline, boolean stream, Start<T> start)
            throws RemoteException {
        int most = options.maxSessions() + MORE_TRIES;
        boolean alone = false;
        for (int tries = 1; ; tries++) {
            HostPool.Lease lease = pool.lease(stream, alone, deadline);
            CompletableFuture<T> started = new CompletableFuture<>();
            workers.submit(() -> over(lease, start, started), started);
            try {
                return Workers.await(started, deadline, Kind.TIMEOUT, said(command));
            } catch (RemoteException failed) {
                started.whenComplete((late, failure) -> {
                    if (late == null) {
                        lease.release();
                    } else {
                        late.exec().close("TERM", () -> {});
                    }
                });
                boolean again = failed.kind() == Kind.UNREACHABLE && lease.unusable();
                if (!again || deadline.passed() || tries == most) {
                    throw failed;
                }
                alone = lease.connection().alive();
            }
        }
    }

    private <T extends Started> T over(HostPool.Lease lease, Start<T> start, CompletableFuture<T> started)
            throws RemoteException {
        try {
            return start.over(lease, started);
        } catch (JSchException dead) {
            throw new RemoteException(
                    Kind.UNREACHABLE, name + ": the connection is gone (" + dead.getMessage() + ")", dead);
        }
    }

    private String said(Command command) {
        return name + ": " + Texts.quoted(command.argv().getFirst());
    }
}

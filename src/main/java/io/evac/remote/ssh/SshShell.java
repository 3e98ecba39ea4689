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
import java.util.concurrent.CountDownLatch;

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

    /** Sends a command over one connection, with streams made for this try. */
    private interface Start<T extends Started> {
        T over(HostPool.Lease lease) throws RemoteException, JSchException;
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
        Running running = start(command, deadline, false, lease -> {
            CountDownLatch wake = new CountDownLatch(1);
            Capture out = new Capture(command.maxOutput(), wake::countDown);
            Tail err = new Tail(command.maxOutput());
            Exec.Streams streams = new Exec.Streams(new ByteArrayInputStream(command.stdin()), out, err);
            Exec exec = Exec.prepare(lease, workers, line, streams, wake);
            exec.start(deadline, options);
            return new Running(exec, out, err);
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
        return start(command, deadline, true, lease -> {
            Ring in = new Ring(STREAM_BUFFER);
            SshStream.Arriving out = new SshStream.Arriving(new Ring(STREAM_BUFFER));
            Tail err = new Tail(STREAM_STDERR);
            Exec exec =
                    Exec.prepare(lease, workers, line, new Exec.Streams(in.input(), out, err), new CountDownLatch(1));
            out.of(exec);
            exec.start(deadline, options);
            return new SshStream(said(command), exec, in, out, err);
        });
    }

    /** Sends a command; as long as nothing was sent and the connection turns out to be dead or full, over the next one. */
    private <T extends Started> T start(Command command, Deadline deadline, boolean exclusive, Start<T> start)
            throws RemoteException {
        int most = options.maxSessions() + MORE_TRIES;
        for (int tries = 1; ; tries++) {
            HostPool.Lease lease = pool.lease(exclusive, deadline);
            CompletableFuture<T> started = workers.submit(() -> over(lease, start));
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
            }
        }
    }

    private <T extends Started> T over(HostPool.Lease lease, Start<T> start) throws RemoteException {
        try {
            return start.over(lease);
        } catch (JSchException dead) {
            throw new RemoteException(
                    Kind.UNREACHABLE, name + ": the connection is gone (" + dead.getMessage() + ")", dead);
        }
    }

    private String said(Command command) {
        return name + ": " + Texts.quoted(command.argv().getFirst());
    }
}

package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** This machine as a host: real processes, counted. */
public final class LocalShell implements Shell, Shells {
    private final String path;
    public final AtomicInteger commands = new AtomicInteger();
    final List<Command> opened = new CopyOnWriteArrayList<>();

    public LocalShell() {
        this(System.getenv("PATH"));
    }

    /** @param path where this host finds its programs */
    public LocalShell(String path) {
        this.path = path;
    }

    @Override
    public Shell on(Host host) {
        return this;
    }

    @Override
    public void close() {}

    @Override
    public Result run(Command command) throws RemoteException {
        try (Stream stream = start(command)) {
            Thread feeder = Thread.ofVirtual().start(() -> {
                try (OutputStream in = stream.stdin()) {
                    in.write(command.stdin());
                } catch (IOException e) {
                    stream.errors.writeBytes("".getBytes(StandardCharsets.UTF_8));
                }
            });
            byte[] out = stream.stdout().readNBytes(command.maxOutput());
            if (stream.stdout().read() >= 0) {
                throw new RemoteException(RemoteException.Kind.TOO_MUCH_OUTPUT, "more than " + command.maxOutput());
            }
            int exit = stream.await(command.timeout());
            feeder.join();
            return new Result(exit, out, stream.errors.toByteArray());
        } catch (IOException | InterruptedException e) {
            throw new RemoteException(RemoteException.Kind.CUT, String.valueOf(e), e);
        }
    }

    @Override
    public RemoteStream open(Command command) throws RemoteException {
        opened.add(command);
        return start(command);
    }

    private Stream start(Command command) throws RemoteException {
        commands.incrementAndGet();
        try {
            // Like sshd: one line for the login shell, every word quoted.
            List<String> quoted = new ArrayList<>();
            command.argv().forEach(word -> quoted.add("'" + word.replace("'", "'\\''") + "'"));
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "exec " + String.join(" ", quoted));
            builder.environment().put("PATH", path);
            return new Stream(builder.start());
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.UNREACHABLE, e.toString(), e);
        }
    }

    private static final class Stream implements RemoteStream {
        private final Process process;
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private final Thread listener;

        Stream(Process process) {
            this.process = process;
            this.listener = Thread.ofVirtual().start(() -> {
                try {
                    process.getErrorStream().transferTo(errors);
                } catch (IOException e) {
                    errors.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
                }
            });
        }

        @Override
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        @Override
        public InputStream stdout() {
            return process.getInputStream();
        }

        @Override
        public String stderrTail() {
            return errors.toString(StandardCharsets.UTF_8);
        }

        @Override
        public int await(Duration timeout) throws RemoteException {
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new RemoteException(RemoteException.Kind.TIMEOUT, "no end within " + timeout);
                }
                listener.join();
                return process.exitValue();
            } catch (InterruptedException e) {
                throw new RemoteException(RemoteException.Kind.CUT, e.toString(), e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

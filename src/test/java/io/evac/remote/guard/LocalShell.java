package io.evac.remote.guard;

import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs commands on this machine, with the {@code sh} of one directory first in the path. */
final class LocalShell implements Shell {
    private final Path programs;

    LocalShell(Path programs) {
        this.programs = programs;
    }

    @Override
    public Result run(Command command) throws RemoteException {
        try {
            Process process = start(command);
            CompletableFuture<byte[]> out = read(process.getInputStream());
            CompletableFuture<byte[]> err = read(process.getErrorStream());
            try (OutputStream in = process.getOutputStream()) {
                in.write(command.stdin());
            } catch (IOException e) {
                // It ended without reading; its exit status says why.
            }
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new RemoteException(RemoteException.Kind.TIMEOUT, "no end in " + command.timeout());
            }
            // Like an SSH channel, this ends only when nobody holds the streams any more.
            return new Result(process.exitValue(), out.get(180, TimeUnit.SECONDS), err.get(180, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.UNREACHABLE, "cannot start " + command.argv(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(RemoteException.Kind.CUT, "interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new RemoteException(RemoteException.Kind.TIMEOUT, "the channel stays open", e);
        }
    }

    @Override
    public RemoteStream open(Command command) throws RemoteException {
        try {
            Process process = start(command);
            read(process.getErrorStream());
            return new LocalStream(process);
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.UNREACHABLE, "cannot start " + command.argv(), e);
        }
    }

    Process start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command.argv()));
        // The launcher itself looks up "sh" in this JVM's path, so the first word is made absolute.
        if (command.argv().get(0).equals("sh")) {
            builder.command().set(0, programs.resolve("sh").toString());
        }
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        return builder.start();
    }

    private static CompletableFuture<byte[]> read(InputStream stream) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                all.complete(stream.readAllBytes());
            } catch (IOException e) {
                all.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return all;
    }

    private record LocalStream(Process process) implements RemoteStream {
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
            return "";
        }

        @Override
        public int await(Duration timeout) throws RemoteException {
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new RemoteException(RemoteException.Kind.TIMEOUT, "no end in " + timeout);
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RemoteException(RemoteException.Kind.CUT, "interrupted", e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}

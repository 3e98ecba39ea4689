package io.evac.bench;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Passes every command on and notes when it ran, for how long, and how many processes its host made meanwhile. */
final class TimedShells implements Shells {
    /** The difference of two probes with nothing between them: the second one's own processes. */
    private static final int PROBE = 3;

    private final Shells inner;
    private final boolean countForks;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** Nanoseconds since an arbitrary moment; {@code forks} is -1 where they were not counted. */
    record Call(String host, String what, long began, long ended, long forks) {}

    /** @param countForks asks for a fresh process number before and after each command: slow, and only without company */
    TimedShells(Shells inner, boolean countForks) {
        this.inner = inner;
        this.countForks = countForks;
    }

    List<Call> take() {
        List<Call> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** A number that the host gave to a process just now; every process it makes raises it by one. */
    static long processNumber(Shell shell) throws RemoteException {
        return Long.parseLong(shell.run(Command.of("sh", "-c", "echo $$")).out().strip());
    }

    @Override
    public Shell on(Host host) {
        Shell shell = inner.on(host);
        return new Shell() {
            @Override
            public Result run(Command command) throws RemoteException {
                long before = countForks ? processNumber(shell) : 0;
                long began = System.nanoTime();
                try {
                    return shell.run(command);
                } finally {
                    long ended = System.nanoTime();
                    long forks = countForks ? processNumber(shell) - before - PROBE : -1;
                    calls.add(new Call(host.name().value(), said(command), began, ended, forks));
                }
            }

            @Override
            public RemoteStream open(Command command) throws RemoteException {
                long before = countForks ? processNumber(shell) : 0;
                long began = System.nanoTime();
                RemoteStream stream = shell.open(command);
                return new RemoteStream() {
                    @Override
                    public OutputStream stdin() {
                        return stream.stdin();
                    }

                    @Override
                    public InputStream stdout() {
                        return stream.stdout();
                    }

                    @Override
                    public String stderrTail() {
                        return stream.stderrTail();
                    }

                    @Override
                    public int await(Duration timeout) throws RemoteException {
                        int exit = stream.await(timeout);
                        long ended = System.nanoTime();
                        long forks = countForks ? processNumber(shell) - before - PROBE : -1;
                        calls.add(new Call(host.name().value(), said(command), began, ended, forks));
                        return exit;
                    }

                    @Override
                    public void close() {
                        stream.close();
                    }
                };
            }
        };
    }

    private static String said(Command command) {
        List<String> words = command.argv();
        if (words.size() > 2 && words.get(1).contains("/guard-")) {
            return "guard " + words.get(2);
        }
        return Arrays.stream(words.get(Math.min(2, words.size() - 1)).split("\n"))
                .filter(line -> line.startsWith("# "))
                .findFirst()
                .map(line -> line.substring(2, Math.min(40, line.length())))
                .orElse(words.get(0));
    }

    @Override
    public void close() {
        inner.close();
    }
}

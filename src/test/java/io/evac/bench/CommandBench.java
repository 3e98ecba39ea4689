package io.evac.bench;

import io.evac.remote.Command;
import io.evac.remote.Shell;
import io.evac.remote.ssh.SshShells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Short commands one after the other and all at once, over Evac and over OpenSSH's multiplexing client:
 * {@code CommandBench dir port [commands [rounds]]}, started by {@code src/bench/commands.sh}.
 */
public final class CommandBench {
    /** sshd's MaxSessions: OpenSSH's client opens no second connection when the first is full, it fails. */
    private static final int MASTER_CHANNELS = 8;

    private final BenchHosts hosts;
    private final int commands;

    private CommandBench(BenchHosts hosts, int commands) {
        this.hosts = hosts;
        this.commands = commands;
    }

    public static void main(String[] args) throws Exception {
        BenchHosts hosts = new BenchHosts(Path.of(args[0]));
        int port = Integer.parseInt(args[1]);
        int commands = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        new CommandBench(hosts, commands).measure(port, rounds);
    }

    private void measure(int port, int rounds) throws Exception {
        List<List<String>> masters = List.of(over(0), over(1), over(2), over(3));
        try (SshShells shells = hosts.shells()) {
            Shell shell = shells.on(hosts.host("a", port));
            for (List<String> master : masters) {
                BenchHosts.run(hosts.ssh("-fMN", "-o", "ControlPersist=no", master.getFirst(), master.getLast(), "a"));
            }
            System.out.printf(Locale.ROOT, "%d times true on one host, seconds%n", commands);
            System.out.println("round  sequence: evac    ssh  ratio   at once: evac    ssh  ratio");
            for (int round = 1; round <= rounds; round++) {
                double evacRow = inARow(() -> evac(shell));
                double sshRow = inARow(() -> ssh(masters.getFirst()));
                double evacAtOnce = atOnce(commands, i -> () -> evac(shell));
                double sshAtOnce =
                        atOnce(MASTER_CHANNELS * masters.size(), i -> () -> ssh(masters.get(i % masters.size())));
                System.out.printf(
                        Locale.ROOT,
                        "%5d  %14.3f %6.3f %6.2f   %13.3f %6.3f %6.2f%n",
                        round,
                        evacRow,
                        sshRow,
                        evacRow / sshRow,
                        evacAtOnce,
                        sshAtOnce,
                        evacAtOnce / sshAtOnce);
            }
        } finally {
            for (List<String> master : masters) {
                BenchHosts.run(hosts.ssh("-O", "exit", "-q", master.getFirst(), master.getLast(), "a"));
            }
        }
    }

    private List<String> over(int connection) {
        return List.of("-o", "ControlPath=" + hosts.dir().resolve("master" + connection));
    }

    private Void evac(Shell shell) throws Exception {
        if (!shell.run(Command.of("true")).ok()) {
            throw new IllegalStateException("true was not true");
        }
        return null;
    }

    private Void ssh(List<String> master) throws Exception {
        BenchHosts.run(hosts.ssh(master.getFirst(), master.getLast(), "a", "true"));
        return null;
    }

    private double inARow(Callable<Void> command) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < commands; i++) {
            command.call();
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private interface Numbered {
        Callable<Void> of(int number);
    }

    private double atOnce(int limit, Numbered command) throws Exception {
        long begin = System.nanoTime();
        try (ExecutorService callers = Executors.newFixedThreadPool(limit)) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < commands; i++) {
                all.add(command.of(i));
            }
            for (var result : callers.invokeAll(all)) {
                result.get();
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}

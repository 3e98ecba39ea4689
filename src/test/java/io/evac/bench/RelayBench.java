package io.evac.bench;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteStream;
import io.evac.remote.ssh.SshShells;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A file from one sshd to another, through Evac and through a pipe of two OpenSSH clients, in turns:
 * {@code RelayBench dir portA portB [MiB [rounds]]}, started by {@code src/bench/relay.sh}.
 */
public final class RelayBench {
    private static final int BLOCK = 1 << 20;
    private static final int COPY_BUFFER = 256 << 10;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final BenchHosts hosts;
    private final Path source;
    private final Path target;

    private RelayBench(BenchHosts hosts) {
        this.hosts = hosts;
        this.source = hosts.dir().resolve("source");
        this.target = hosts.dir().resolve("target");
    }

    public static void main(String[] args) throws Exception {
        int mebibytes = args.length > 3 ? Integer.parseInt(args[3]) : 1024;
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 6;
        RelayBench bench = new RelayBench(new BenchHosts(Path.of(args[0])));
        bench.fill(mebibytes);
        bench.measure(Integer.parseInt(args[1]), Integer.parseInt(args[2]), mebibytes, rounds);
    }

    private void measure(int portA, int portB, int mebibytes, int rounds) throws Exception {
        System.out.printf(Locale.ROOT, "%d MiB, MB/s%nround    evac     ssh  ratio%n", mebibytes);
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // Who goes first changes, so that neither always finds the machine as the other left it.
            boolean evacFirst = round % 2 == 0;
            double ssh = evacFirst ? 0 : rate(mebibytes, this::ssh);
            double evac = rate(mebibytes, () -> evac(hosts.host("a", portA), hosts.host("b", portB)));
            ssh = evacFirst ? rate(mebibytes, this::ssh) : ssh;
            ratios[round] = evac / ssh;
            System.out.printf(Locale.ROOT, "%5d %7.0f %7.0f %6.2f%n", round + 1, evac, ssh, ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median ratio %.2f%n", ratios[rounds / 2]);
    }

    private interface Way {
        void carry() throws Exception;
    }

    private double rate(int mebibytes, Way way) throws Exception {
        Files.deleteIfExists(target);
        long begin = System.nanoTime();
        way.carry();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (Files.mismatch(source, target) >= 0) {
            throw new IOException("the copy is not what was sent");
        }
        return mebibytes * (double) (1 << 20) / 1e6 / seconds;
    }

    private void ssh() throws IOException, InterruptedException {
        String ssh = String.join(" ", hosts.ssh());
        BenchHosts.run(List.of("sh", "-c", ssh + " a cat " + source + " | " + ssh + " b 'cat >" + target + "'"));
    }

    private void evac(Host a, Host b) throws Exception {
        Command read = Command.of("cat", source.toString());
        Command write = Command.of("sh", "-c", "cat >\"$1\"", "sh", target.toString());
        // Both ways log in anew: streams would find their connections still open.
        try (SshShells shells = hosts.shells();
                RemoteStream from = shells.on(a).open(read.withTimeout(LIMIT));
                RemoteStream to = shells.on(b).open(write.withTimeout(LIMIT))) {
            copy(from.stdout(), to.stdin());
            if (from.await(LIMIT) != 0 || to.await(LIMIT) != 0) {
                throw new IOException(from.stderrTail() + to.stderrTail());
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[COPY_BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        out.close();
    }

    /** Bytes that no layer can compress. */
    private void fill(int mebibytes) throws IOException {
        byte[] block = new byte[BLOCK];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(source)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }
}

package io.evac.api;

import io.evac.metrics.SimulatedDaemon;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A run of simulated moves in the daemon as it is, alone and while many follow its events and ask for lists; the clients are
 * processes of their own. See {@code src/bench/README.md}.
 */
public final class DoorBench {
    private static final String A_SECOND = "50";
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int WARM = 200;
    private final boolean realistic;
    private final int followers;

    private DoorBench(boolean realistic, int followers) {
        this.realistic = realistic;
        this.followers = followers;
    }

    public static void main(String[] args) throws Exception {
        DoorBench bench = new DoorBench(args[0].equals("timed"), args.length > 3 ? Integer.parseInt(args[3]) : 200);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int moves = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
        System.out.printf(Locale.ROOT, "warms up %5.1f s%n", bench.alone(WARM));
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // What is still getting faster, or slower, is not always to the same side's credit.
            double watched = round % 2 == 1 ? bench.watched(moves) : 0;
            double alone = bench.alone(moves);
            ratios[round] = (round % 2 == 1 ? watched : bench.watched(moves)) / alone;
            System.out.printf(Locale.ROOT, "round %d  watched ÷ alone %.3f%n", round + 1, ratios[round]);
        }
        System.out.printf(
                Locale.ROOT,
                "watched ÷ alone, mean of %d: %.3f%n",
                rounds,
                Arrays.stream(ratios).average().orElseThrow());
    }

    private double alone(int moves) throws Exception {
        try (SimulatedDaemon daemon = daemon(moves);
                Heap heap = new Heap()) {
            long begun = System.nanoTime();
            long cpu = cpu();
            RunReport run = daemon.ended(run(daemon, moves), PATIENCE);
            double seconds = since(begun);
            System.out.printf(
                    Locale.ROOT,
                    "alone    %6.1f s, %.1f s of CPU  %s %s  %s%n",
                    seconds,
                    (cpu() - cpu) / 1e9,
                    run.state(),
                    run.counts(),
                    heap);
            return seconds;
        }
    }

    private double watched(int moves) throws Exception {
        try (SimulatedDaemon daemon = daemon(moves);
                Heap heap = new Heap()) {
            String port = daemon.base().replaceFirst(".*:", "");
            Client lists = new Client(List.of(), "lists", port, daemon.token(), A_SECOND);
            long begun = System.nanoTime();
            long cpu = cpu();
            RunId run = run(daemon, moves);
            Client follow = new Client(
                    List.of("nice", "-n", "19"),
                    "follow",
                    port,
                    daemon.token(),
                    run.value(),
                    String.valueOf(followers));
            RunReport ended = daemon.ended(run, PATIENCE);
            double seconds = since(begun);
            long used = cpu() - cpu;
            String listed = lists.found();
            String followed = follow.found();
            System.out.printf(
                    Locale.ROOT,
                    "watched  %6.1f s, %.1f s of CPU  %s  %s; all had it %.1f s later  %s  %s%n",
                    seconds,
                    used / 1e9,
                    ended.state(),
                    followed,
                    since(begun) - seconds,
                    listed,
                    heap);
            return seconds;
        }
    }

    private SimulatedDaemon daemon(int moves) throws IOException {
        Path folder = Files.createTempDirectory("evac-door");
        SimulatedDaemon daemon = new SimulatedDaemon(folder, "--simulated.longest-wait=" + (realistic ? 60_000 : 2));
        if (realistic) {
            // Hosts that bear more at once, so that a thousand moves do not take an hour.
            Files.writeString(folder.resolve("config/hosts.yaml"), """
                    hosts:
                      - {name: alpha, address: alpha.example.org, driver: simulated, slots: {out: 8, in: 8}}
                      - {name: beta, address: beta.example.org, driver: simulated, slots: {out: 8, in: 8}}
                      - {name: gamma, address: gamma.example.org, driver: simulated, slots: {out: 8, in: 8}}
                    """);
        }
        IntStream.rangeClosed(1, moves).forEach(i -> daemon.add("alpha", "i" + i));
        return daemon;
    }

    private static RunId run(SimulatedDaemon daemon, int moves) {
        return daemon.run(IntStream.rangeClosed(1, moves).mapToObj(i -> "i" + i).toArray(String[]::new));
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** One process of {@link DoorClients}, ready when this is made. */
    private static final class Client {
        private final Process process;
        private final BufferedReader said;

        Client(List<String> before, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(before);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.add(DoorClients.class.getName());
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader();
            found(process, said, "ready");
        }

        /** What it says when it has done; one that goes on until its input ends is told so. */
        String found() throws IOException {
            process.getOutputStream().close();
            String line = Objects.requireNonNull(said.readLine(), "a client ended without a word");
            return line.equals("ready") ? found() : line;
        }

        private static void found(Process process, BufferedReader said, String word) throws IOException {
            String line = said.readLine();
            if (!word.equals(line)) {
                process.destroy();
                throw new IOException("a client said " + line);
            }
        }
    }

    /** What was used at most, garbage included, and what was left at most behind a collection of the old generation. */
    private static final class Heap implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final AtomicLong used = new AtomicLong();
        private final AtomicLong left = new AtomicLong();

        Heap() {
            System.gc();
            timer.scheduleAtFixedRate(this::look, 0, 100, TimeUnit.MILLISECONDS);
        }

        private void look() {
            used.accumulateAndGet(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
            for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                if (pool.getType() == MemoryType.HEAP && pool.getName().contains("Tenured")) {
                    left.accumulateAndGet(pool.getCollectionUsage().getUsed(), Math::max);
                }
            }
        }

        @Override
        public String toString() {
            return "heap at most " + (used.get() >> 20) + " MiB, " + (left.get() >> 20) + " MiB live";
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}

package io.evac.api;

import io.evac.metrics.SimulatedDaemon;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A run of simulated moves in the daemon as it is, alone and while many follow its events and ask for lists; the clients are in
 * the same process, on the same cores. See {@code src/bench/README.md}.
 */
public final class DoorBench {
    private static final int A_SECOND = 50;
    private final int moves;
    private final int followers;

    private DoorBench(int moves, int followers) {
        this.moves = moves;
        this.followers = followers;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        DoorBench bench = new DoorBench(
                args.length > 1 ? Integer.parseInt(args[1]) : 1000, args.length > 2 ? Integer.parseInt(args[2]) : 200);
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double alone = bench.alone();
            ratios[round] = bench.watched() / alone;
            System.out.printf(Locale.ROOT, "round %d  watched ÷ alone %.2f%n", round + 1, ratios[round]);
        }
        System.out.printf(
                Locale.ROOT,
                "watched ÷ alone, mean of %d: %.2f%n",
                rounds,
                Arrays.stream(ratios).average().orElseThrow());
    }

    private double alone() throws Exception {
        try (SimulatedDaemon daemon = daemon()) {
            long begun = System.nanoTime();
            RunReport run = daemon.ended(run(daemon));
            double seconds = since(begun);
            System.out.printf(Locale.ROOT, "alone    %6.1f s  %s %s%n", seconds, run.state(), run.counts());
            return seconds;
        }
    }

    private double watched() throws Exception {
        try (SimulatedDaemon daemon = daemon();
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Lists lists = new Lists(daemon);
            AtomicLong heap = new AtomicLong();
            long begun = System.nanoTime();
            RunId run = run(daemon);
            List<Future<Set<Long>>> following = new ArrayList<>();
            for (int i = 0; i < followers; i++) {
                following.add(threads.submit(() -> follow(daemon, run)));
            }
            timer.scheduleAtFixedRate(lists, 0, 1_000_000 / A_SECOND, TimeUnit.MICROSECONDS);
            timer.scheduleAtFixedRate(() -> heap.accumulateAndGet(used(), Math::max), 0, 100, TimeUnit.MILLISECONDS);
            RunReport ended = daemon.ended(run);
            double seconds = since(begun);
            Set<Long> all = numbers(daemon.reports(), run);
            int lost = 0;
            for (Future<Set<Long>> each : following) {
                Set<Long> missing = new HashSet<>(all);
                missing.removeAll(each.get(2, TimeUnit.MINUTES));
                lost += missing.size();
            }
            timer.shutdownNow();
            System.out.printf(
                    Locale.ROOT,
                    "watched  %6.1f s  %s  %d followers of %d events, %d lost  lists: %s  heap at most %d MiB%n",
                    seconds,
                    ended.state(),
                    followers,
                    all.size(),
                    lost,
                    lists,
                    heap.get() >> 20);
            return seconds;
        }
    }

    private SimulatedDaemon daemon() throws Exception {
        Path folder = Files.createTempDirectory("evac-door");
        SimulatedDaemon daemon = new SimulatedDaemon(folder);
        IntStream.rangeClosed(1, moves).forEach(i -> daemon.add("alpha", "i" + i));
        return daemon;
    }

    private RunId run(SimulatedDaemon daemon) {
        return daemon.run(IntStream.rangeClosed(1, moves).mapToObj(i -> "i" + i).toArray(String[]::new));
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Set<Long> numbers(Reports reports, RunId run) {
        Set<Long> numbers = new HashSet<>();
        List<EventReport> page = reports.events(run.value(), 0, 1000);
        while (!page.isEmpty()) {
            page.forEach(event -> numbers.add(event.number()));
            page = reports.events(run.value(), page.getLast().number(), 1000);
        }
        return numbers;
    }

    private static HttpRequest request(SimulatedDaemon daemon, String path, String accept) {
        return HttpRequest.newBuilder(URI.create(daemon.base() + path))
                .header("Authorization", "Bearer " + daemon.token())
                .header("Accept", accept)
                .build();
    }

    /** The numbers of the events that came until the end. */
    private static Set<Long> follow(SimulatedDaemon daemon, RunId run) throws Exception {
        Set<Long> numbers = new HashSet<>();
        HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
                .send(request(daemon, "/api/v1/runs/" + run + "/events", "text/event-stream"), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            lines.filter(line -> line.startsWith("id: "))
                    .forEach(line -> numbers.add(Long.parseLong(line.substring("id: ".length()))));
        }
        return numbers;
    }

    /** Asks for lists, each from when it was due. */
    private static final class Lists implements Runnable {
        private final SimulatedDaemon daemon;
        private final HttpClient client = HttpClient.newHttpClient();
        private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failed = new AtomicInteger();

        Lists(SimulatedDaemon daemon) {
            this.daemon = daemon;
        }

        @Override
        public void run() {
            long begun = System.nanoTime();
            HttpRequest list = HttpRequest.newBuilder(
                            request(daemon, "/api/v1/runs?limit=50", "application/json"), (n, v) -> true)
                    .timeout(Duration.ofSeconds(10))
                    .build();
            client.sendAsync(list, BodyHandlers.discarding()).whenComplete((answer, broken) -> {
                millis.add(since(begun) * 1000);
                if (broken != null || answer.statusCode() != 200) {
                    failed.incrementAndGet();
                }
            });
        }

        @Override
        public String toString() {
            double[] sorted =
                    millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return sorted.length == 0
                    ? "none"
                    : String.format(
                            Locale.ROOT,
                            "%d, %d failed, median %.0f ms, P99 %.0f ms",
                            sorted.length,
                            failed.get(),
                            sorted[sorted.length / 2],
                            sorted[(int) (sorted.length * 0.99)]);
        }
    }
}

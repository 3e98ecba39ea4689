package io.evac.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The clients of {@link DoorBench}, in processes of their own, with nothing but the JDK: {@code follow PORT TOKEN RUN FOLLOWERS}
 * until all have seen the run's end, or {@code lists PORT TOKEN RATE} until the input ends. Each says a line when it is ready, and
 * one with what it found.
 */
public final class DoorClients {
    private DoorClients() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        String token = args[2];
        switch (args[0]) {
            case "follow" -> System.out.println(follow(port, token, args[3], Integer.parseInt(args[4])));
            case "lists" -> System.out.println(lists(port, token, Integer.parseInt(args[3])));
            default -> throw new IllegalArgumentException("follow or lists, not " + args[0]);
        }
    }

    /** The events that each follower got, held against what the history has at the end. */
    private static String follow(int port, String token, String run, int followers) throws IOException {
        String path = "/api/v1/runs/" + run + "/events";
        List<Numbers> all = read(port, token, path, "text/event-stream", "id: ", followers);
        Numbers history = read(port, token, path, "application/x-ndjson", "{\"number\":", 1)
                .getFirst();
        long lost = 0;
        long twice = 0;
        for (Numbers each : all) {
            BitSet missing = (BitSet) history.seen.clone();
            missing.andNot(each.seen);
            lost += missing.cardinality();
            twice += each.twice;
        }
        return String.format(
                Locale.ROOT,
                "%d followers of %d events (numbers up to %d), %d lost, %d twice",
                followers,
                history.seen.cardinality(),
                history.seen.length() - 1,
                lost,
                twice);
    }

    /** What comes on so many connections, until all have ended. */
    private static List<Numbers> read(
            int port, String token, String path, String accept, String before, int connections) throws IOException {
        // HTTP 1.0 is answered without chunks, whose lengths would stand between the lines.
        byte[] request = ("GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                        + "\r\nAccept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        List<Numbers> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                channel.write(ByteBuffer.wrap(request));
                channel.configureBlocking(false);
                Numbers numbers = new Numbers(before);
                all.add(numbers);
                channel.register(selector, SelectionKey.OP_READ, numbers);
            }
            System.out.println("ready");
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (!selector.keys().isEmpty()) {
                selector.select(key -> take(key, buffer));
                selector.selectNow();
            }
        }
        return all;
    }

    private static void take(SelectionKey key, ByteBuffer buffer) {
        try {
            buffer.clear();
            int length = ((SocketChannel) key.channel()).read(buffer);
            if (length < 0) {
                key.channel().close();
            } else {
                ((Numbers) key.attachment()).take(buffer.array(), length);
            }
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    /** The numbers of events in a stream of bytes, however it is cut: each stands at the beginning of a line, behind a text. */
    private static final class Numbers {
        final BitSet seen = new BitSet();
        int twice;
        private final byte[] before;
        private int matched;
        private int number;

        Numbers(String before) {
            this.before = before.getBytes(StandardCharsets.US_ASCII);
        }

        void take(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                byte next = bytes[i];
                if (matched == before.length) {
                    digit(next);
                } else if (matched >= 0) {
                    matched = next == before[matched] ? matched + 1 : -1;
                }
                if (next == '\n') {
                    matched = 0;
                }
            }
        }

        private void digit(byte next) {
            if (next >= '0' && next <= '9') {
                number = number * 10 + next - '0';
                return;
            }
            twice += seen.get(number) ? 1 : 0;
            seen.set(number);
            number = 0;
            matched = -1;
        }
    }

    /** How long lists took, each from when it was due. */
    private static String lists(int port, String token, int rate) throws Exception {
        Queue<Double> millis = new ConcurrentLinkedQueue<>();
        AtomicInteger failed = new AtomicInteger();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/runs?limit=50"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build();
        // A client that has just been started is slow by itself.
        for (int i = 0; i < rate * 4; i++) {
            client.send(list, BodyHandlers.discarding());
        }
        System.out.println("ready");
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            long start = System.nanoTime();
            long period = 1_000_000_000L / rate;
            AtomicInteger sent = new AtomicInteger();
            timer.scheduleAtFixedRate(
                    () -> {
                        long due = start + sent.getAndIncrement() * period;
                        client.sendAsync(list, BodyHandlers.discarding()).whenComplete((answer, broken) -> {
                            millis.add((System.nanoTime() - due) / 1e6);
                            if (broken != null || answer.statusCode() != 200) {
                                failed.incrementAndGet();
                            }
                        });
                    },
                    0,
                    period,
                    TimeUnit.NANOSECONDS);
            while (System.in.read() >= 0) {}
            timer.shutdownNow();
        }
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%d lists, %d failed, median %.0f ms, P99 %.0f ms, longest %.0f ms",
                sorted.length,
                failed.get(),
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[sorted.length - 1]);
    }
}

package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Digests;
import io.evac.notice.OwnerLinks;
import io.evac.plan.MoveId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that would fill, hold or fool a daemon with little memory: each is refused, and everybody else is answered. */
class HostileClientIT {
    private static final long GIB = 1L << 30;
    /** More than there are threads that answer. */
    private static final int SLOW = 450;

    private static final int CUT = 0;
    /** Long before the first of the slow ones is: a request that waits for them to end would take longer. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(15);

    private static final String LINKS = "a-secret-of-links-that-this-test-knows-too";

    @TempDir
    private static Path folder;

    private static EvacProcess evac;
    private static Process daemon;
    private static RawDoor door;

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("hosts.yaml"), "hosts: []\n");
        Files.writeString(
                config.resolve("application.yaml"),
                "evac: {url: \"https://evac.example.org\", links: {secret: " + LINKS + "}}\n");
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), config, List.of());
        serve();
    }

    private static void serve() throws IOException {
        daemon = evac.serve(List.of(), Map.of("JDK_JAVA_OPTIONS", "-Xmx256m -XX:+ExitOnOutOfMemoryError"));
        door = new RawDoor(evac.home());
    }

    @AfterAll
    static void stop() throws IOException {
        evac.stopDaemon();
    }

    @AfterEach
    void theDaemonAnswersAndRanOutOfNothing() throws Exception {
        assertThat(daemon.isAlive()).as(evac.log()).isTrue();
        assertThat(door.look(door.token())).isEqualTo(200);
        assertThat(evac.log()).doesNotContain("java.lang.OutOfMemoryError", "EVAC-599", "StackOverflow");
    }

    private static Map<String, String> headers(String... more) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + door.token());
        headers.put("Content-Type", "text/csv");
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    @Test
    void a_gigabyte_is_refused_however_it_is_announced() throws Exception {
        for (String path : List.of("/api/v1/lists/check", "/api/v1/plans", "/api/v1/runs")) {
            Map<String, String> said = headers("Content-Length", "" + GIB);
            Map<String, String> chunked = headers("Transfer-Encoding", "chunked");
            if (path.endsWith("runs")) {
                said.put("Content-Type", "application/json");
                chunked.put("Content-Type", "application/json");
            }
            assertThat(door.flood(door.head("POST", path, said), GIB, false)).contains(" 413");
            // JSON that begins with a comma is refused before it is long.
            assertThat(door.flood(door.head("POST", path, chunked), GIB, true))
                    .contains(path.endsWith("runs") ? " 400" : " 413");
        }
        String lying = door.head("POST", "/api/v1/lists/check", headers("Content-Length", "10"));
        assertThat(door.flood(lying, GIB, false)).as("ten bytes, then garbage").matches("HTTP/1.1 (200|400).*");
        String both = door.head(
                "POST", "/api/v1/lists/check", headers("Content-Length", "10", "Transfer-Encoding", "chunked"));
        assertThat(door.flood(both, GIB, false)).contains(" 400");
    }

    @Test
    void many_long_bodies_at_once_do_not_fill_the_memory() throws Exception {
        String most = IntStream.range(0, 100_000)
                .mapToObj(i -> "vm-" + i + ",h1\n")
                .collect(Collectors.joining("", "instance,host\n", ""));
        String doubled = "instance,host\n" + "vm,h1\n".repeat(2_600_000);
        assertThat(door.send("POST", "/lists/check", "text/csv", doubled).body())
                .contains("\"rejected\":true", "EVAC-125");
        try (ExecutorService all = Executors.newFixedThreadPool(12)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String list = i % 3 == 0 ? doubled : most;
                answers.add(all.submit(() -> {
                    try {
                        return door.send("POST", "/lists/check", "text/csv", list)
                                .statusCode();
                    } catch (IOException cut) {
                        return CUT;
                    }
                }));
            }
            for (Future<Integer> answer : answers) {
                // One that is refused before it has sent all may see its connection cut instead.
                assertThat(answer.get()).isIn(CUT, 200, 503);
            }
        }
    }

    @Test
    void a_body_that_is_packed_is_not_unpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write("instance,host\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 256; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        String head = door.head(
                "POST", "/api/v1/plans", headers("Content-Encoding", "gzip", "Content-Length", "" + packed.size()));
        try (Socket socket = door.open(head)) {
            socket.getOutputStream().write(packed.toByteArray());
            assertThat(RawDoor.line(socket)).contains(" 422");
        }
    }

    @Test
    void slow_clients_keep_nobody_else_waiting() throws Exception {
        String stranger = door.head("POST", "/api/v1/plans", Map.of("Content-Length", "100000"));
        String headless = door.head("GET", "/api/v1/runs", Map.of());
        for (String begun : List.of(
                headless.substring(0, headless.length() - 2) + "X-Slow: ",
                stranger,
                door.head("POST", "/api/v1/plans", headers("Content-Length", "100000")))) {
            try (Dribblers slow = new Dribblers(begun)) {
                Instant end = Instant.now().plusSeconds(5);
                while (Instant.now().isBefore(end)) {
                    Instant asked = Instant.now();
                    assertThat(door.look(door.token())).isEqualTo(200);
                    assertThat(Duration.between(asked, Instant.now())).as(begun).isLessThan(GIVEN_UP);
                }
                assertThat(slow.rounds()).as("bytes that each has sent").isPositive();
            }
        }
    }

    /** Connections on which a byte a second is sent. */
    private static final class Dribblers implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();
        private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        private final AtomicInteger rounds = new AtomicInteger();

        Dribblers(String begun) throws IOException {
            for (int i = 0; i < SLOW; i++) {
                sockets.add(door.open(begun));
            }
            clock.scheduleAtFixedRate(this::dribble, 0, 1, TimeUnit.SECONDS);
        }

        private void dribble() {
            for (Socket socket : sockets) {
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write('a');
                } catch (IOException refused) {
                    continue;
                }
            }
            rounds.incrementAndGet();
        }

        int rounds() {
            return rounds.get();
        }

        @Override
        public void close() throws IOException {
            clock.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void garbage_is_refused() throws Exception {
        String good = door.head("GET", "/api/v1/runs", headers());
        try (Socket socket = door.open(good + "\u0000\u0001garbage \r\n\r\n" + good)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 200").contains("HTTP/1.1 400");
            assertThat(all.split("HTTP/1.1 200", -1))
                    .as("nothing behind garbage is answered")
                    .hasSize(2);
        }
        String large = "x".repeat(1 << 20);
        assertThat(door.flood(door.head("GET", "/api/v1/runs", headers("X-Large", large)), 0, false))
                .matches("(HTTP/1.1 400.*)?");
        for (String deep : List.of("[".repeat(1_000_000), "{\"policy\":".repeat(100_000))) {
            assertThat(door.send("POST", "/plans", "application/json", deep).body())
                    .contains("EVAC-595");
        }
    }

    @Test
    void a_descriptor_that_grows_by_itself_is_refused() throws Exception {
        StringBuilder laughs = new StringBuilder("name: night\nlist: list.csv\na0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "x"));
        }
        Files.writeString(folder.resolve("list.csv"), "instance,host\nvm-1,h1\n");
        Path job = Files.writeString(folder.resolve("laughs.yaml"), laughs);
        for (String[] command : List.of(new String[] {"plan"}, new String[] {"schedule", "add"})) {
            EvacProcess.Said said = evac.run(
                    Stream.concat(Stream.of(command), Stream.of(job + "")).toArray(String[]::new));
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err()).contains("EVAC-540", "Maybe");
        }
    }

    @Test
    void tokens_that_are_none_any_more_or_never_were_are_refused() throws Exception {
        String given = evac.expect(0, "token", "create", "short", "--role", "admin", "--expires", "9d")
                .out()
                .strip();
        String expired = "evac_" + "e".repeat(43);
        daemon.destroy();
        evac.until("the daemon ends", () -> !daemon.isAlive());
        try (Connection database = DriverManager.getConnection(
                        "jdbc:h2:async:" + evac.home().resolve("evac"), "evac", "");
                PreparedStatement add = database.prepareStatement(
                        "INSERT INTO evac_token (name, digest, role, created, expires, actor) VALUES ('late', ?, 'ADMIN', 1, 2, 'test')")) {
            add.setString(1, Digests.sha256(expired.getBytes(StandardCharsets.UTF_8)));
            add.executeUpdate();
        }
        serve();
        assertThat(door.look(given)).isEqualTo(200);
        evac.expect(0, "token", "revoke", "short");
        for (String wrong : List.of(
                given,
                expired,
                door.token().substring(1),
                door.token() + "0",
                door.token().substring(0, 32),
                "evac_" + "A".repeat(43),
                "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
                "' OR 1=1 --")) {
            assertThat(door.look(wrong)).as(wrong).isIn(400, 401);
        }
    }

    @Test
    void links_that_are_forged_or_expired_lead_nowhere() throws Exception {
        Instant now = Instant.now();
        OwnerLinks ours = new OwnerLinks(
                LINKS.getBytes(StandardCharsets.UTF_8),
                "https://evac.example.org",
                Clock.fixed(now.minusSeconds(7200), ZoneOffset.UTC));
        OwnerLinks others = new OwnerLinks(
                "x".repeat(64).getBytes(StandardCharsets.UTF_8), "https://evac.example.org", Clock.systemUTC());
        MoveId move = new MoveId("P-9f3c21ab.1");
        String expired = path(ours.to(move, now.minusSeconds(3600)).orElseThrow());
        String good = path(ours.to(move, now.plusSeconds(3600)).orElseThrow());
        for (String link : List.of(
                expired,
                path(others.to(move, now.plusSeconds(3600)).orElseThrow()),
                good.substring(0, good.length() - 1),
                good.replace(".1~", ".2~"),
                good.replaceFirst("~\\d+~", "~99999999999~"),
                good + "/../../api/v1/runs")) {
            for (String method : List.of("GET", "POST")) {
                String head = door.head(method, link, Map.of("Content-Length", "0"));
                try (Socket socket = door.open(head)) {
                    assertThat(RawDoor.line(socket)).as(method + " " + link).matches("HTTP/1.1 (400|401|404|410).*");
                }
            }
        }
    }

    private static String path(String link) {
        return link.substring(link.indexOf("/owner/"));
    }
}

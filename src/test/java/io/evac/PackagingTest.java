package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.springframework.boot.convert.DurationStyle;

/** What is packaged with the jar: the unit, the container and the launcher where it is installed. */
class PackagingTest {
    private static final Path PACKAGING = Path.of("src/main/packaging");
    private static final Path UNIT = PACKAGING.resolve("systemd/evac.service");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Duration PATIENCE = DurationStyle.detectAndParse(EngineConfiguration.SHUTDOWN_PATIENCE);

    /** Of ten, ten times: what systemd itself calls OK ends at 40. */
    private static final String EXPOSURE = "15";

    @TempDir
    Path folder;

    private record Ended(int exit, String said) {}

    @Test
    void whoeverStopsTheDaemonWaitsForItsCutovers() throws IOException {
        assertThat(minutes(UNIT, "(?m)^TimeoutStopSec=(\\d+)min$")).isGreaterThan(PATIENCE);
        assertThat(minutes(PACKAGING.resolve("docker/compose.yaml"), "(?m)^ +stop_grace_period: (\\d+)m\\b"))
                .isGreaterThan(PATIENCE);
    }

    @Test
    void theUnitIsUnderstood() throws Exception {
        needsSystemd();
        // The program is not installed here, and systemd looks for it.
        String unit = Files.readString(UNIT).replace("ExecStart=/usr/bin/evac ", "ExecStart=/bin/true ");
        Path copy = Files.writeString(folder.resolve("evac.service"), unit);
        assertThat(run(Map.of(), ANALYZE.toString(), "verify", "--man=no", copy.toString()))
                .isEqualTo(new Ended(0, ""));
    }

    @Test
    void theUnitIsHardened() throws Exception {
        needsSystemd();
        Ended ended = run(
                Map.of(),
                ANALYZE.toString(),
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=" + EXPOSURE,
                UNIT.toString());
        assertThat(ended.exit()).as(ended.said()).isZero();
    }

    @Test
    void theInstalledLauncherTakesTheClassesBesideIt() throws Exception {
        Path share = Files.createDirectories(folder.resolve("share/evac"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(Path.of("evac"), share.resolve("evac"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(share.resolve("evac.jar"));
        Path command = Files.createSymbolicLink(bin.resolve("evac"), Path.of("../share/evac/evac"));
        Path jdk = folder.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
        Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Ended ended = run(Map.of("JAVA_HOME", jdk.toString()), command.toString(), "--version");

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said())
                .endsWith("-cp\n" + share.toRealPath().resolve("evac.jar") + "\nio.evac.Main\n--version\n");
        try (Stream<Path> files = Files.list(share)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("evac", "evac.jar");
        }
    }

    @Test
    void theContainerIsHealthyWhileItsDaemonAnswers() throws Exception {
        List<String> asked = new ArrayList<>();
        HttpServer daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext("/api/v1/ping", exchange -> {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(shown.equals("Bearer s3cret") ? 200 : 401, -1);
            exchange.close();
        });
        daemon.start();
        int port = daemon.getAddress().getPort();
        try {
            Files.writeString(folder.resolve("port"), port + "\n");
            Files.writeString(folder.resolve("token"), "s3cret\n");
            assertThat(healthy()).isEqualTo(new Ended(0, ""));
            assertThat(asked).containsExactly("127.0.0.1:" + port);
            Files.writeString(folder.resolve("token"), "another\n");
            assertThat(healthy().exit()).isEqualTo(1);
        } finally {
            daemon.stop(0);
        }
        assertThat(healthy().exit()).isEqualTo(1);
        Files.delete(folder.resolve("port"));
        assertThat(healthy().exit()).isEqualTo(1);
    }

    private Ended healthy() throws IOException, InterruptedException {
        return run(
                Map.of("EVAC_HOME", folder.toString()),
                PACKAGING.resolve("docker/healthy").toString());
    }

    private static Duration minutes(Path file, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
        assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
        return Duration.ofMinutes(Long.parseLong(found.group(1)));
    }

    private static void needsSystemd() {
        if (!Files.isExecutable(ANALYZE)) {
            if ("true".equals(System.getenv("EVAC_REQUIRE_LAB"))) {
                throw new AssertionError("no " + ANALYZE);
            }
            throw new TestAbortedException("skipped: nobody has looked at the systemd unit: there is no " + ANALYZE
                    + ". Maybe install systemd");
        }
    }

    private static Ended run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), said);
    }
}

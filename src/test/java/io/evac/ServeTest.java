package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.DaemonSettings;
import io.evac.daemon.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a whole daemon without users says on its console. */
@ExtendWith(OutputCaptureExtension.class)
class ServeTest {
    private static final Pattern LINK = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/setup\\?token=([0-9a-f]{64}))");

    @TempDir
    Path folder;

    /** Serves until the work is done; answers what it said. */
    private String serve(Optional<Duration> idleExit, Work work) throws Exception {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("hosts.yaml"), """
                hosts:
                  - name: alpha
                    address: 127.0.0.1
                    port: 1
                    driver: files
                    files: {root: /srv/evac}
                ssh: {identity: id_ed25519, knownHosts: known_hosts}
                """);
        DaemonSettings settings = new DaemonSettings(folder.resolve("home"), config, 0, idleExit, false);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        CountDownLatch answers = new CountDownLatch(1);
        Thread daemon = Thread.ofPlatform()
                .start(() ->
                        EvacApplication.serve(settings, List.of("--evac.address=192.0.2.7"), err, answers::countDown));
        assertThat(answers.await(2, TimeUnit.MINUTES)).as(said::toString).isTrue();
        try {
            work.on(said);
        } finally {
            daemon.interrupt();
            daemon.join();
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private interface Work {
        void on(ByteArrayOutputStream said) throws Exception;
    }

    @Test
    void theFirstAdminsLinkIsOnTheConsoleAndNotInTheLog(CapturedOutput log) throws Exception {
        String console = serve(Optional.empty(), said -> {
            Matcher link = LINK.matcher("");
            while (!link.reset(said.toString(StandardCharsets.UTF_8)).find()) {
                Thread.onSpinWait();
            }
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(link.group(1)))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .contains("Make the admin");
        });
        Matcher link = LINK.matcher(console);
        assertThat(link.find()).isTrue();
        assertThat(log.getAll()).doesNotContain(link.group(2)).contains("EVAC-611");
        assertThat(Home.read(folder.resolve("home").resolve("daemon.log"))).isEmpty();
    }

    @Test
    void aDaemonThatACommandStartedOffersNone() throws Exception {
        assertThat(serve(Optional.of(Duration.ofMinutes(5)), said -> {})).isEmpty();
    }
}

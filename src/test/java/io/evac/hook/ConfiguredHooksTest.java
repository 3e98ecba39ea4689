package io.evac.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.evac.notice.SignedPost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Real programs, and webhooks to a real receiver. */
class ConfiguredHooksTest {
    private static final HookCall CALL = new HookCall(
            HookPoint.BEFORE_CUTOVER,
            "R-1",
            "h1",
            Optional.of(new HookCall.Cutover("P-1.1", "web", "h2")),
            Optional.empty());

    @TempDir
    Path folder;

    private static HookSettings command(String... words) {
        return new HookSettings(Optional.of(List.of(words)), Optional.empty(), Optional.empty());
    }

    private static HookSettings webhook(String address, String timeout) {
        return new HookSettings(Optional.empty(), Optional.of(address), Optional.of(timeout));
    }

    private static HookCaller caller(HookSettings hook) {
        return new ConfiguredHooks(
                Map.of("lb-out", hook), new SignedPost("a secret", Set.of("127.0.0.1")), Clock.systemUTC());
    }

    private Path script(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n" + text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    @Test
    void aCommandHasTheFactsInItsEnvironmentAndOnItsInputAndNothingOfTheDaemons() throws IOException {
        Path seen = folder.resolve("seen");
        Path script = script("{ cat; echo; env; echo \"$#\"; } > " + seen + "\n");
        assertThat(caller(command(script.toString())).call("lb-out", CALL)).isEmpty();
        List<String> lines = Files.readAllLines(seen);
        assertThat(lines.getFirst())
                .matches("\\{\"hook\":\"before-cutover\",\"run\":\"R-1\",\"host\":\"h1\",\"move\":\"P-1.1\","
                        + "\"instance\":\"web\",\"to\":\"h2\",\"id\":\"[0-9a-f-]{36}\",\"at\":\"20[^\"]+Z\"}");
        assertThat(lines)
                .contains("EVAC_HOOK=before-cutover", "EVAC_INSTANCE=web", "EVAC_TO=h2", "LC_ALL=C.UTF-8")
                .noneMatch(line -> line.startsWith("EVAC_OUTCOME") || line.startsWith("JAVA_HOME"));
        assertThat(lines).last().isEqualTo("0");
    }

    @Test
    void whatFailsIsToldInOneHarmlessLine() throws IOException {
        Path script = script("printf 'no backend\\n\\033[31mred'; exit 4\n");
        assertThat(caller(command(script.toString())).call("lb-out", CALL))
                .contains("exit 4: no backend; \\u001b[31mred");
        Path loud = script("head -c 1900 /dev/zero | tr '\\0' x; exit 1\n");
        assertThat(caller(command(loud.toString())).call("lb-out", CALL).orElse(""))
                .hasSizeLessThan(600)
                .endsWith("x…");
        assertThat(new ConfiguredHooks(
                                Map.of(
                                        "lb-out",
                                        new HookSettings(
                                                Optional.of(List.of("/bin/sleep", "986")),
                                                Optional.empty(),
                                                Optional.of("1s"))),
                                new SignedPost("", Set.of()),
                                Clock.systemUTC())
                        .call("lb-out", CALL))
                .contains("it was not done after 1 s and was ended");
    }

    @Test
    void whatCannotBeCalledIsSaidWithARemedy() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "no program");
        assertThat(caller(command("lb-out.sh")).obstacle("lb-out"))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("hook lb-out: \"lb-out.sh\" is no program here")
                        .contains("absolute path"));
        assertThat(caller(command(plain.toString())).call("lb-out", CALL))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("Maybe name it by its absolute path, and chmod +x"));
        assertThat(caller(command("/bin/true")).obstacle("lb-in"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("there is no hook lb-in. Maybe add evac.hooks.lb-in"));
        assertThat(caller(command("/bin/true")).obstacle("lb-out")).isEmpty();
        assertThat(caller(webhook("https://10.1.2.3/", "5s")).obstacle("lb-out"))
                .hasValueSatisfying(why -> assertThat(why).contains("evac.webhook.allow"));
        assertThat(new ConfiguredHooks(
                                Map.of("lb-out", webhook("https://example.org/", "5s")),
                                new SignedPost("", Set.of()),
                                Clock.systemUTC())
                        .call("lb-out", CALL))
                .hasValueSatisfying(why -> assertThat(why).contains("evac.webhook.secret"));
    }

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        Optional<String> nothing = Optional.empty();
        for (HookSettings wrong : List.of(
                new HookSettings(Optional.empty(), nothing, nothing),
                new HookSettings(Optional.of(List.of()), nothing, nothing),
                new HookSettings(Optional.of(List.of("/bin/true")), Optional.of("https://example.org/"), nothing),
                webhook("ftp://example.org/", "5s"),
                webhook("https://example.org/", "0s"),
                webhook("https://example.org/", "11m"))) {
            assertThatThrownBy(() -> caller(wrong))
                    .as(wrong.toString())
                    .hasMessageContaining("evac.hooks.lb-out needs")
                    .hasMessageContaining("Maybe");
        }
        assertThatThrownBy(() -> new ConfiguredHooks(
                        Map.of("LB/out", command("/bin/true")), new SignedPost("", Set.of()), Clock.systemUTC()))
                .hasMessageContaining("not the name of a hook");
    }

    @Test
    void aWebhookIsPostedSignedAndWaitedForNoLongerThanItsTime() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(
                    exchange.getRequestHeaders().getFirst("X-Evac-Signature").substring(0, 7)
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/broken") ? 503 : 200, 0);
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                try {
                    over.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.close();
        });
        receiver.start();
        String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try {
            assertThat(caller(webhook(base + "/", "20s")).call("lb-out", CALL)).isEmpty();
            assertThat(received)
                    .singleElement()
                    .satisfies(body -> assertThat(body)
                            .startsWith("sha256={\"hook\":\"before-cutover\"")
                            .contains("\"instance\":\"web\""));
            assertThat(caller(webhook(base + "/broken", "20s")).call("lb-out", CALL))
                    .contains("the receiver answers 503");
            assertThat(caller(webhook(base + "/slow", "1s")).call("lb-out", CALL))
                    .isPresent();
        } finally {
            over.countDown();
            receiver.stop(0);
        }
    }

    @Test
    void theyAreReadFromTheConfiguration() {
        new ApplicationContextRunner()
                .withPropertyValues(
                        "evac.hooks.lb-out.command[0]=/bin/true",
                        "evac.hooks.lb-out.command[1]=a,b",
                        "evac.hooks.lb-out.timeout=90s",
                        "evac.hooks.silence.webhook=https://10.1.2.3/silence")
                .withBean(SignedPost.class, () -> new SignedPost("s", Set.of("10.1.2.3")))
                .withBean(Clock.class, Clock::systemUTC)
                .withUserConfiguration(HookConfiguration.class)
                .run(context -> {
                    HookCaller caller = context.getBean(HookCaller.class);
                    assertThat(caller.obstacle("lb-out")).isEmpty();
                    assertThat(caller.call("lb-out", CALL)).isEmpty();
                    assertThat(caller.longest("lb-out")).isEqualTo(Duration.ofSeconds(90));
                    assertThat(caller.obstacle("silence")).isEmpty();
                    assertThat(caller.longest("silence")).isEqualTo(Duration.ofSeconds(30));
                    assertThat(caller.longest("unknown")).isZero();
                });
        new ApplicationContextRunner()
                .withBean(SignedPost.class, () -> new SignedPost("", Set.of()))
                .withBean(Clock.class, Clock::systemUTC)
                .withUserConfiguration(HookConfiguration.class)
                .run(context -> assertThat(context.getBean(HookCaller.class).obstacle("lb-out"))
                        .isPresent());
    }
}

package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.Home;
import io.evac.notice.OwnerLinks;
import io.evac.plan.MoveId;
import io.evac.report.RunSamples;
import io.evac.run.Runs.RefusedException;
import io.evac.schedule.Window;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** An owner's link on a real, started context: in time, too late, twice, forged, and no way in for anything else. */
class OwnerDoorTest {
    private static final Instant OPENS = FakeFacades.NOW.plus(Duration.ofHours(5));
    private static final MoveId WEB = new MoveId("P-9f3c21ab.1");

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String port;
    private static FakeFacades.Asked asked;
    private static OwnerLinks links;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), false);
        port = Home.read(new Home(folder).port()).orElseThrow();
        asked = context.getBean(FakeFacades.Asked.class);
        links = context.getBean(OwnerLinks.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void plan() {
        asked.calls.clear();
        asked.refusal = Optional.empty();
        asked.offersLinks = true;
        Instant closes = OPENS.plus(Duration.ofHours(4));
        asked.window =
                Optional.of(new Window(OPENS, closes, closes, 0, false, ZoneId.of("Europe/Berlin"), Optional.empty()));
        asked.run = RunSamples.run(
                "running", List.of(RunSamples.move(WEB.value(), "web<01>", "waiting", Optional.empty())));
    }

    private static String token(MoveId move, Instant until) {
        String link = links.to(move, until).orElseThrow();
        assertThat(link).startsWith("https://evac.example.org/owner/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private HttpResponse<String> look(String token, String accept) throws Exception {
        return http.send(request(token).header("Accept", accept).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> choose(String token, String when) throws Exception {
        return http.send(
                request(token)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(
                                "when=" + when.replace("+", "%2B").replace(":", "%3A")))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String token) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/owner/" + token));
    }

    @Test
    void anOwnerSeesItsMoveAndHasItMovedNow() throws Exception {
        String token = token(WEB, OPENS);
        HttpResponse<String> page = look(token, "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("web&lt;01&gt; moves from alpha to beta", "2026-12-06 03:00 Europe/Berlin", "Move it now")
                .doesNotContain("<script", "web<01>");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(asked.calls).as("to look changes nothing").isEmpty();

        HttpResponse<String> done = choose(token, "now");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("\"instance\":\"web<01>\"", "\"mayChoose\":true");
        assertThat(asked.calls)
                .containsExactly("cutover R-17 [P-9f3c21ab.1] cutover as soon as possible, also before the window opens"
                        + " by owner web@example.org");
    }

    @Test
    void anOwnerChoosesATimeBeforeTheWindowOpensAndNoOther() throws Exception {
        String token = token(WEB, OPENS);
        assertThat(choose(token, "2026-12-06T01:30").statusCode()).isEqualTo(200);
        assertThat(choose(token, "2026-12-06T01:30+02:00").statusCode()).isEqualTo(200);
        assertThat(asked.calls)
                .extracting(call -> call.replaceAll(".*not before (\\S+),.*", "$1"))
                .containsExactly("2026-12-06T00:30:00Z", "2026-12-05T23:30:00Z");
        asked.calls.clear();
        for (String wrong : List.of("2026-12-06T03:00", "2026-12-05T20:00", "soon", "")) {
            HttpResponse<String> refused = choose(token, wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(refused.body()).contains("Maybe");
        }
        assertThat(choose(token, "2027-03-28T02:30").body()).contains("does not exist in Europe/Berlin");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void whatIsForgedExpiredOrNotOfferedAnyMoreLeadsNowhere() throws Exception {
        String token = token(WEB, OPENS);
        assertThat(choose(token.replace(".1~", ".2~"), "now").statusCode()).isEqualTo(404);
        assertThat(look("nonsense", "text/html").body()).contains("no link of ours");
        assertThat(choose(token(new MoveId("P-9f3c21ab.9"), OPENS), "now").statusCode())
                .as("a move that is not there")
                .isEqualTo(410);
        asked.offersLinks = false;
        assertThat(choose(token, "now").statusCode()).isEqualTo(410);
        asked.offersLinks = true;
        asked.window = Optional.empty();
        assertThat(choose(token, "now").statusCode()).isEqualTo(410);
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void whatHasMovedIsShownAndNotMovedTwice() throws Exception {
        String token = token(WEB, OPENS);
        asked.run = RunSamples.run("running", List.of(RunSamples.verified()));
        assertThat(look(token, "text/html").body()).contains("verified").doesNotContain("<form");
        asked.refusal = Optional.of(new RefusedException(1, "EVAC-515", "alpha/web-01 is verified", "Maybe look"));
        HttpResponse<String> twice = choose(token, "now");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(twice.body()).contains("has moved").doesNotContain("alpha/web-01 is verified");
    }

    @Test
    void theNameForOwnersOpensNoOtherDoor() throws Exception {
        String token = token(WEB, OPENS);
        assertThat(raw("/owner/" + token, "evac.example.org")).startsWith("HTTP/1.1 200");
        assertThat(raw("/owner/" + token, "evil.example.org")).startsWith("HTTP/1.1 421");
        for (String path : List.of(
                "/api/v1/runs",
                "/owner/../api/v1/runs",
                "/owner/x/../../api/v1/runs",
                "/owner/..%2fapi/v1/runs",
                "/owner/;/../api/v1/runs",
                "//owner/" + token)) {
            assertThat(raw(path, "evac.example.org")).as(path).doesNotStartWith("HTTP/1.1 200");
            assertThat(raw(path, "127.0.0.1:" + port)).as(path).doesNotStartWith("HTTP/1.1 200");
        }
    }

    private static String raw(String path, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port))) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

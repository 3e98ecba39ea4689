package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evac.access.AuditTrail;
import io.evac.access.Role;
import io.evac.access.Tokens;
import io.evac.daemon.Home;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What the door writes down of who asked for what. */
class AuditTest {
    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String base;
    private static String own;
    private static String viewer;
    private static MemoryTrail trail;

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), false);
        Home home = new Home(folder);
        base = "http://127.0.0.1:" + Home.read(home.port()).orElseThrow();
        own = Home.read(home.token()).orElseThrow();
        trail = (MemoryTrail) context.getBean(AuditTrail.class);
        viewer = context.getBean(Tokens.class)
                .create("vi", Role.VIEWER, Duration.ofDays(1), "test")
                .secret();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void forget() {
        trail.entries.clear();
    }

    private static HttpResponse<String> ask(String method, String path, String body, String secret, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** These rows and no others; they are written behind the answers. */
    private static void arrives(String... rows) {
        await().untilAsserted(() -> assertThat(kept()).containsExactlyInAnyOrder(rows));
    }

    private static List<String> kept() {
        return trail.entries.stream()
                .map(AuditTrail.Entry::deed)
                .map(it -> it.actor() + "|" + it.way() + "|" + it.method() + "|" + it.action() + "|" + it.object() + "|"
                        + it.digest().map(hex -> hex.substring(0, 8)).orElse("") + "|"
                        + it.reason().orElse("") + "|"
                        + it.outcome().word())
                .toList();
    }

    @Test
    void whatChangesSomethingIsKeptAndWhatOnlyLooksIsNot() throws Exception {
        ask("GET", "/runs", "", own);
        ask(
                "POST",
                "/runs",
                "{\"plan\":\"P-9f3c21ab\"}",
                own,
                "X-Evac-Actor",
                "uma",
                "X-Evac-Reason",
                "rack%207%20burns");
        ask("POST", "/runs/R-17/finalize", "{\"instances\":[\"web-01\"]}", own);
        ask("DELETE", "/tokens/nobody", "", own);
        arrives(
                "uma|owner|POST|run-apply|P-9f3c21ab|9f3c21ab|rack 7 burns|done",
                "api|owner|POST|runcommand-finalizeMoves|R-17 web-01|9f3c21ab||done",
                "api|owner|DELETE|token-revoke|nobody|||refused");
    }

    @Test
    void whatIsRefusedForItsRoleIsKeptWhateverItsMethod() throws Exception {
        assertThat(ask("GET", "/tokens", "", viewer).statusCode()).isEqualTo(403);
        assertThat(ask("GET", "/audit", "", viewer).statusCode()).isEqualTo(403);
        ask("POST", "/runs/R-17/pause", "{}", viewer, "X-Evac-Actor", "somebody else");
        arrives(
                "vi|token|GET|token-list||||refused",
                "vi|token|GET|audit-list||||refused",
                "vi|token|POST|runcommand-pause|R-17|||refused");
    }

    @Test
    void noSecretIsKept() throws Exception {
        ask("POST", "/users", "{\"name\":\"jo\",\"role\":\"viewer\",\"password\":\"four words are enough\"}", own);
        ask("PUT", "/users/jo/password", "{\"password\":\"another four words\"}", own);
        ask("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"viewer\",\"expires\":\"9d\"}", own);
        arrives(
                "api|owner|POST|user-create|jo|||done",
                "api|owner|PUT|user-password|jo|||done",
                "api|owner|POST|token-create|ci|||done");
        assertThat(trail.entries.toString()).doesNotContain("words", "evac_");
    }

    @Test
    void whatIsAnsweredFromMemoryIsKeptOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            ask("POST", "/runs/R-17/cancel", "{}", own, "Idempotency-Key", "once");
        }
        arrives("api|owner|POST|runcommand-cancel|R-17|9f3c21ab||done");
    }

    @Test
    void itIsReadInPagesAndNoSpreadsheetRunsIt() throws Exception {
        for (int i = 0; i < 3; i++) {
            ask(
                    "POST",
                    "/runs/R-17/cancel",
                    "{}",
                    own,
                    "X-Evac-Actor",
                    "=cmd|' /C calc'!A0",
                    "X-Evac-Reason",
                    "@SUM(A1)");
        }
        await().until(() -> trail.entries.size() == 3);
        HttpResponse<String> first = ask("GET", "/audit?limit=2&action=runcommand-cancel", "", own);
        assertThat(first.body()).contains("\"number\":3", "\"number\":2").doesNotContain("\"number\":1,");
        String link = first.headers().firstValue("Link").orElseThrow();
        assertThat(link).contains("before=2", "action=runcommand-cancel", "rel=\"next\"");
        HttpResponse<String> rest = ask("GET", "/audit?limit=2&before=2", "", own);
        assertThat(rest.body()).contains("\"number\":1,");
        assertThat(rest.headers().firstValue("Link")).isEmpty();
        String csv = ask("GET", "/audit?format=csv", "", own).body();
        assertThat(csv).contains(",'=cmd|' /C calc'!A0,", ",'@SUM(A1),").doesNotContain(",=cmd", ",@SUM");
        assertThat(ask("GET", "/audit?format=table&outcome=done", "", own).body())
                .contains("runcommand-cancel");
        for (String wrong : List.of("limit=0", "limit=1001", "outcome=fine", "format=xls", "before=x")) {
            assertThat(ask("GET", "/audit?" + wrong, "", own).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }
}

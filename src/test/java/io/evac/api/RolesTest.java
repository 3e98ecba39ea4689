package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.access.TokenStore;
import io.evac.access.Tokens;
import io.evac.access.Users;
import io.evac.daemon.Home;
import io.evac.inventory.HostScope;
import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.RunSamples;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Every request of the published document by every role, and by those who have none. */
class RolesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String base;
    private static String own;
    private static FakeFacades.Asked asked;
    private static final Map<Role, String> SECRETS = new TreeMap<>();

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), false);
        Home home = new Home(folder);
        base = "http://127.0.0.1:" + Home.read(home.port()).orElseThrow();
        own = Home.read(home.token()).orElseThrow();
        asked = context.getBean(FakeFacades.Asked.class);
        Tokens tokens = context.getBean(Tokens.class);
        for (Role role : Role.values()) {
            SECRETS.put(
                    role,
                    tokens.create("a-" + role.word(), role, Duration.ofDays(1), "test")
                            .secret());
        }
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static HttpRequest.Builder request(PublishedRequest door) {
        String filled = door.path()
                .replaceAll("/runs/\\{id}", "/runs/R-17")
                .replaceAll("/plans/\\{id}", "/plans/" + FakeFacades.plan().id())
                .replaceAll("\\{[^}]*}", "nothing");
        // Followers of a run that goes on would stay.
        return HttpRequest.newBuilder(URI.create(base + filled))
                .header("Content-Type", door.type())
                .method(
                        door.method().toUpperCase(Locale.ROOT),
                        door.method().equals("get")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(door.type().equals("text/csv") ? "instance,host\n" : "{}"));
    }

    private static Stream<PublishedRequest> doors() throws IOException {
        return PublishedRequest.all().stream();
    }

    private static int status(HttpRequest request) throws Exception {
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static int status(PublishedRequest door, String secret) throws Exception {
        return status(request(door).header("Authorization", "Bearer " + secret).build());
    }

    @TestFactory
    Stream<DynamicTest> every_request_by_every_role() throws IOException {
        return doors().filter(door -> !door.needs().equals("link"))
                .map(door -> DynamicTest.dynamicTest(door.toString(), () -> {
                    Role needed = Role.of(door.needs()).orElseThrow();
                    for (Role role : Role.values()) {
                        int status = status(door, SECRETS.get(role));
                        if (role.covers(needed)) {
                            assertThat(status)
                                    .as(role.word())
                                    .isNotIn(401, 403, 421)
                                    .isLessThan(500);
                        } else {
                            assertThat(status).as(role.word()).isEqualTo(403);
                        }
                    }
                    assertThat(status(request(door).build())).isEqualTo(401);
                    assertThat(status(door, SECRETS.get(Role.ADMIN) + "x")).isEqualTo(401);
                    assertThat(status(door, own)).isNotIn(401, 403);
                }));
    }

    /** The same by a browser, which is believed what changes something only with its session's word. */
    @TestFactory
    Stream<DynamicTest> every_request_by_every_session() throws Exception {
        Users users = context.getBean(Users.class);
        Map<Role, Browser> browsers = new TreeMap<>();
        for (Role role : Role.values()) {
            users.create("s-" + role.word(), role, "four words are enough", "test");
            Browser browser = new Browser(base);
            browser.login("s-" + role.word(), "four words are enough");
            browser.get("/sample/x");
            browsers.put(role, browser);
        }
        return doors().filter(door -> !door.needs().equals("link"))
                .map(door -> DynamicTest.dynamicTest(door.toString(), () -> {
                    Role needed = Role.of(door.needs()).orElseThrow();
                    for (Role role : Role.values()) {
                        Browser browser = browsers.get(role);
                        String cookie = "evac-session=" + browser.cookies.get("evac-session");
                        HttpRequest.Builder forged = request(door).header("Cookie", cookie);
                        if (!door.method().equals("get")) {
                            assertThat(status(forged.build())).as(role.word()).isEqualTo(403);
                        }
                        int status = status(
                                forged.header("X-CSRF-TOKEN", browser.csrf).build());
                        if (role.covers(needed)) {
                            assertThat(status)
                                    .as(role.word())
                                    .isNotIn(401, 403, 421)
                                    .isLessThan(500);
                        } else {
                            assertThat(status).as(role.word()).isEqualTo(403);
                        }
                    }
                }));
    }

    @Test
    void nothing_that_is_not_listed_is_reachable() throws Exception {
        for (String path : List.of(
                "/",
                "/error",
                "/api",
                "/api/v2/runs",
                "/v3/api-docs",
                "/actuator",
                "/actuator/env",
                "/logout",
                "/setup/x",
                "/login/x",
                "/assets",
                "/templates/login.html",
                "/owner",
                "/owner/",
                "/api/v1/runs/R-17/pause/x",
                "/application.yaml")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
            assertThat(status(request.build())).as(path).isIn(401, 404);
            request.header("Authorization", "Bearer " + SECRETS.get(Role.ADMIN));
            assertThat(status(request.build())).as(path + " by an admin").isIn(400, 401, 404, 405, 500);
        }
    }

    @Test
    void a_token_ends_with_its_time_and_when_it_is_revoked() throws Exception {
        String expired = "evac_expired";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(expired.getBytes(StandardCharsets.UTF_8)));
        context.getBean(TokenStore.class)
                .add(
                        new Tokens.Token("old", Role.ADMIN, HostScope.EVERY, FakeFacades.NOW, FakeFacades.NOW, "test"),
                        digest);
        PublishedRequest ping = new PublishedRequest("get", "/api/v1/ping", "application/json", "viewer");
        assertThat(status(ping, expired)).isEqualTo(401);
        JsonNode given = post("/tokens", "{\"name\":\"ci\",\"role\":\"viewer\",\"expires\":\"90d\"}", own);
        String secret = given.get("token").asString();
        assertThat(status(ping, secret)).isEqualTo(200);
        HttpRequest revoke = HttpRequest.newBuilder(URI.create(base + "/api/v1/tokens/ci"))
                .header("Authorization", "Bearer " + own)
                .DELETE()
                .build();
        assertThat(status(revoke)).isEqualTo(204);
        assertThat(status(ping, secret)).isEqualTo(401);
        assertThat(status(revoke)).isEqualTo(404);
    }

    @Test
    void a_stream_ends_with_its_token() throws Exception {
        String secret = post("/tokens", "{\"name\":\"gone\",\"role\":\"viewer\",\"expires\":\"9d\"}", own)
                .get("token")
                .asString();
        asked.run = RunSamples.run("running", List.of());
        asked.events = List.of(new EventReport(1, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "text"));
        HttpRequest follow = HttpRequest.newBuilder(URI.create(base + "/api/v1/runs/R-17/events"))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + secret)
                .build();
        try (InputStream stream =
                HTTP.send(follow, BodyHandlers.ofInputStream()).body()) {
            assertThat(new String(stream.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("id: 1");
            HttpRequest revoke = HttpRequest.newBuilder(URI.create(base + "/api/v1/tokens/gone"))
                    .header("Authorization", "Bearer " + own)
                    .DELETE()
                    .build();
            assertThat(status(revoke)).isEqualTo(204);
            String rest = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).doesNotContain("event: end");
        } finally {
            asked.run = RunSamples.ended();
            asked.events = List.of();
        }
    }

    @Test
    void tokens_are_listed_without_their_secrets_and_wrong_wishes_are_refused() throws Exception {
        HttpRequest list = HttpRequest.newBuilder(URI.create(base + "/api/v1/tokens"))
                .header("Authorization", "Bearer " + own)
                .build();
        String all = HTTP.send(list, BodyHandlers.ofString()).body();
        assertThat(all).contains("a-viewer").doesNotContain("evac_").doesNotContain("\"token\":\"");
        assertThat(post("/tokens", "{\"name\":\"a-viewer\",\"role\":\"viewer\",\"expires\":\"9d\"}", own)
                        .get("detail")
                        .asString())
                .contains("already");
        assertThat(post("/tokens", "{\"name\":\"<b>\",\"role\":\"viewer\",\"expires\":\"9d\"}", own)
                        .get("code")
                        .asString())
                .isEqualTo("EVAC-594");
        assertThat(post("/tokens", "{\"name\":\"x\",\"role\":\"root\",\"expires\":\"9d\"}", own)
                        .get("remedy")
                        .asString())
                .isEqualTo("Maybe viewer, operator, approver, admin");
        assertThat(post("/tokens", "{\"name\":\"x\",\"role\":\"admin\",\"expires\":\"9000d\"}", own)
                        .get("code")
                        .asString())
                .isEqualTo("EVAC-594");
    }

    @Test
    void what_overrules_a_window_or_says_that_a_host_is_off_is_for_approvers() throws Exception {
        String operator = SECRETS.get(Role.OPERATOR);
        asked.calls.clear();
        assertThat(code("/runs/R-17/resume", "{\"outsideWindow\":true}", operator))
                .isEqualTo("EVAC-589");
        assertThat(code("/runs/R-17/retry", "{\"hostIsOff\":\"alpha\"}", operator))
                .isEqualTo("EVAC-589");
        assertThat(code("/runs/R-17/retry", "{\"powerFence\":\"alpha\"}", operator))
                .isEqualTo("EVAC-589");
        assertThat(asked.calls).isEmpty();
        assertThat(code("/runs/R-17/retry", "{\"hostIsOff\":\"alpha\"}", SECRETS.get(Role.APPROVER)))
                .isEmpty();
    }

    @Test
    void the_history_names_the_holder_whatever_the_client_says() throws Exception {
        asked.calls.clear();
        HttpRequest.Builder resume = HttpRequest.newBuilder(URI.create(base + "/api/v1/runs/R-17/resume"))
                .header("X-Evac-Actor", "somebody else")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        status(resume.copy()
                .header("Authorization", "Bearer " + SECRETS.get(Role.OPERATOR))
                .build());
        status(resume.copy().header("Authorization", "Bearer " + own).build());
        assertThat(asked.calls).containsExactly("resume R-17 [] by a-operator", "resume R-17 [] by somebody else");
    }

    private static String code(String path, String body, String secret) throws Exception {
        return post(path, body, secret).path("code").asString("");
    }

    private static JsonNode post(String path, String body, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        return ReportJson.mapper().readTree(response.body());
    }
}

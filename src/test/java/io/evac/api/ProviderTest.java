package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.AuditTrail;
import io.evac.daemon.Home;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** People whom a real, small identity provider sends. */
class ProviderTest {
    @TempDir
    static Path folder;

    private static FakeProvider provider;
    private static ConfigurableApplicationContext context;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        provider = new FakeProvider();
        context = TestDaemon.start(
                folder,
                Optional.empty(),
                false,
                "--evac.oidc.issuer=" + provider.issuer(),
                "--evac.oidc.client-id=evac",
                "--evac.oidc.client-secret=shared-secret",
                "--evac.oidc.claim=realm_access.roles",
                "--evac.oidc.roles.viewer=staff",
                "--evac.oidc.roles.operator=ops, night-ops",
                "--evac.oidc.roles.admin=evac-admins");
        base = "http://127.0.0.1:" + Home.read(new Home(folder).port()).orElseThrow();
    }

    @AfterAll
    static void stop() {
        context.close();
        provider.close();
    }

    /** Goes to the provider; what it is asked there. */
    private static Map<String, String> leave(Browser browser) throws Exception {
        HttpResponse<String> sent = browser.get("/oauth2/authorization/oidc");
        assertThat(sent.statusCode()).isEqualTo(302);
        URI there = URI.create(sent.headers().firstValue("Location").orElseThrow());
        assertThat(there.toString()).startsWith(provider.issuer() + "/authorize?");
        return Arrays.stream(there.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> back(Browser browser, Map<String, String> asked, String name, String... roles)
            throws Exception {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", "4711");
        claims.put("preferred_username", name);
        claims.put("realm_access", Map.of("roles", List.of(roles)));
        claims.put("nonce", asked.get("nonce"));
        claims.put("role", "ADMIN");
        claims.put("way", "OWNER");
        provider.claims.set(claims);
        return browser.get("/login/oauth2/code/oidc?code=xyz&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
    }

    @Test
    void whoIsSentHasTheHighestRoleOfItsClaim() throws Exception {
        Browser browser = new Browser(base);
        assertThat(browser.get("/login").body()).contains("/oauth2/authorization/oidc");
        Map<String, String> asked = leave(browser);
        assertThat(asked)
                .containsEntry("redirect_uri", base + "/login/oauth2/code/oidc")
                .containsKey("code_challenge");
        HttpResponse<String> back = back(browser, asked, "jo", "staff", "night-ops", "other");
        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(provider.asked.get()).contains("code=xyz", "code_verifier=");
        HttpResponse<String> page = browser.get("/sample/R-17");
        assertThat(page.body()).contains("<p>oidc:jo</p>");
        assertThat(browser.post("/sample/R-17", Map.of()).statusCode()).isEqualTo(200);
        assertThat(browser.get("/forgotten").statusCode()).isEqualTo(403);
        assertThat(context.getBean(AuditTrail.class).entries(AuditTrail.Query.newest(9)).stream()
                        .map(it -> it.deed().actor() + " " + it.deed().way() + " "
                                + it.deed().action()))
                .contains("oidc:jo provider login");
        assertThat(browser.cookies).containsKey("evac-session");
    }

    @Test
    void whoHasNoneOfOurRolesIsNotLetIn() throws Exception {
        Browser browser = new Browser(base);
        HttpResponse<String> back = back(browser, leave(browser), "jo", "guests");
        assertThat(back.statusCode()).isEqualTo(401);
        assertThat(back.body()).contains("EVAC-606");
        assertThat(browser.get("/sample/R-17").statusCode()).isEqualTo(302);
    }

    @Test
    void aForgedTokenIsNotBelieved() throws Exception {
        Browser browser = new Browser(base);
        provider.forge();
        try {
            HttpResponse<String> back = back(browser, leave(browser), "jo", "evac-admins");
            assertThat(back.statusCode()).isEqualTo(401);
            assertThat(back.body()).contains("EVAC-607");
        } finally {
            provider.behave();
        }
    }

    @Test
    void anAnswerCountsOnceAndForTheBrowserThatAsked() throws Exception {
        Browser asking = new Browser(base);
        Map<String, String> asked = leave(asking);
        assertThat(back(new Browser(base), asked, "jo", "staff").statusCode()).isEqualTo(401);
        Browser other = new Browser(base);
        leave(other);
        assertThat(back(other, asked, "jo", "staff").statusCode()).isEqualTo(401);
        Map<String, String> another = new HashMap<>(asked);
        another.put("nonce", "another");
        assertThat(back(asking, another, "jo", "staff").statusCode()).isEqualTo(401);
        assertThat(back(asking, asked, "jo", "staff").statusCode()).isEqualTo(401);
    }

    @Test
    void ofTooManySessionsOfOnePersonTheOldestEnds() throws Exception {
        FakeFacades.MovedClock clock = context.getBean(FakeFacades.MovedClock.class);
        List<Browser> browsers = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            clock.move(Duration.ofSeconds(1));
            Browser browser = new Browser(base);
            assertThat(back(browser, leave(browser), "many", "staff").statusCode())
                    .isEqualTo(302);
            browsers.add(browser);
            clock.move(Duration.ofSeconds(1));
            assertThat(browsers.getFirst().get("/sample/x").statusCode())
                    .as("the first is in use")
                    .isEqualTo(200);
        }
        assertThat(browsers.get(1).get("/sample/x").statusCode()).isEqualTo(302);
        browsers.remove(1);
        for (Browser browser : browsers) {
            assertThat(browser.get("/sample/x").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoHangsHoldsNobodyForLong() throws Exception {
        Files.createDirectory(folder.resolve("other"));
        try (FakeProvider slow = new FakeProvider();
                ConfigurableApplicationContext other = TestDaemon.start(
                        folder.resolve("other"),
                        Optional.empty(),
                        false,
                        "--evac.oidc.issuer=" + slow.issuer(),
                        "--evac.oidc.patience=300ms",
                        "--evac.oidc.roles.viewer=staff")) {
            assertThat(other.isActive()).isTrue();
            String there = "http://127.0.0.1:"
                    + Home.read(new Home(folder.resolve("other")).port()).orElseThrow();
            slow.hang();
            HttpResponse<String> away = new Browser(there).get("/oauth2/authorization/oidc");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).contains("EVAC-603");
            assertThat(new Browser(there).get("/login").statusCode()).isEqualTo(200);
            slow.wake();
            Browser browser = new Browser(there);
            HttpResponse<String> sent = browser.get("/oauth2/authorization/oidc");
            assertThat(sent.statusCode()).isEqualTo(302);
            slow.hang();
            String state =
                    sent.headers().firstValue("Location").orElseThrow().replaceAll(".*[?&]state=([^&]*).*", "$1");
            HttpResponse<String> cut = browser.get("/login/oauth2/code/oidc?code=xyz&state=" + state);
            assertThat(cut.statusCode()).isEqualTo(401);
            assertThat(cut.body()).contains("EVAC-607");
            slow.wake();
        }
    }

    @Test
    void whoseValuesNameHostsIsForThoseOnly() throws Exception {
        Path place = Files.createDirectory(folder.resolve("hosts"));
        try (ConfigurableApplicationContext other = TestDaemon.start(
                place,
                Optional.empty(),
                false,
                "--evac.oidc.issuer=" + provider.issuer(),
                "--evac.oidc.client-secret=shared-secret",
                "--evac.oidc.claim=realm_access.roles",
                "--evac.oidc.roles.viewer=staff",
                "--evac.oidc.roles.operator=ops",
                "--evac.oidc.hosts.[night-shift]=rack=r7",
                "--evac.oidc.hosts.ops=*")) {
            assertThat(other.isActive()).isTrue();
            String there =
                    "http://127.0.0.1:" + Home.read(new Home(place).port()).orElseThrow();
            assertThat(runs(there, "staff", "night-shift")).isEqualTo("[]");
            assertThat(runs(there, "ops", "night-shift")).contains("R-17");
            Browser without = new Browser(there);
            HttpResponse<String> refused = back(without, leave(without), "jo", "staff");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("EVAC-606");
        }
    }

    private static String runs(String base, String... roles) throws Exception {
        Browser browser = new Browser(base);
        assertThat(back(browser, leave(browser), "jo", roles).statusCode()).isEqualTo(302);
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1/runs"))
                .header("Cookie", "evac-session=" + browser.cookies.get("evac-session"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}

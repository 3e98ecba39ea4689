package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evac.access.AuditTrail;
import io.evac.access.Role;
import io.evac.access.Users;
import io.evac.daemon.FirstAdmin;
import io.evac.daemon.Home;
import io.evac.report.EventReport;
import io.evac.report.RunSamples;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Browsers before a real door: how one gets in, what a session may, and when it is over. */
class LoginTest {
    private static final String SECRET = "four words are enough";

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String base;
    private static Users users;
    private static FakeFacades.Asked asked;
    private static FakeFacades.MovedClock clock;

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), false);
        base = "http://127.0.0.1:" + Home.read(new Home(folder).port()).orElseThrow();
        users = context.getBean(Users.class);
        asked = context.getBean(FakeFacades.Asked.class);
        clock = context.getBean(FakeFacades.MovedClock.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void people() {
        users.create("vi", Role.VIEWER, SECRET, "test");
        users.create("op", Role.OPERATOR, SECRET, "test");
        users.create("ada", Role.ADMIN, SECRET, "test");
    }

    @AfterEach
    void nobody() {
        users.list().forEach(user -> users.remove(user.name(), "test"));
        // whoever failed is forgotten
        clock.move(Duration.ofHours(2));
    }

    private static Browser in(String name) throws Exception {
        Browser browser = new Browser(base);
        assertThat(browser.login(name, SECRET).statusCode()).isEqualTo(302);
        return browser;
    }

    private static String to(HttpResponse<?> answer) {
        return answer.headers().firstValue("Location").orElse("").replace(base, "");
    }

    /** The last row of the audit trail; it is written behind the answer. */
    private static void kept(String row) {
        await().untilAsserted(() -> assertThat(audit(1)).containsExactly(row));
    }

    private static List<String> audit(int count) {
        return context.getBean(AuditTrail.class).entries(AuditTrail.Query.newest(count)).stream()
                .map(AuditTrail.Entry::deed)
                .map(deed -> deed.actor() + " " + deed.way() + " " + deed.action() + " " + deed.object() + " "
                        + deed.digest().orElse("-") + " " + deed.reason().orElse("-") + " " + deed.status() + " from "
                        + deed.from())
                .toList();
    }

    @Test
    void whoeverIsNotLoggedInIsLedToThePageAndBack() throws Exception {
        Browser browser = new Browser(base);
        HttpResponse<String> sent = browser.get("/sample/R-17?state=failed");
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(to(sent)).isEqualTo("/login?to=%2Fsample%2FR-17%3Fstate%3Dfailed");
        assertThat(browser.get(to(sent)).body()).contains("value=\"/sample/R-17?state=failed\"");
        HttpResponse<String> back =
                browser.post("/login", Map.of("username", "vi", "password", SECRET, "to", "/sample/R-17?state=failed"));
        assertThat(to(back)).isEqualTo("/sample/R-17?state=failed");
        assertThat(browser.get(to(back)).body()).contains("<p>vi</p>");
        kept("vi session login  - - 200 from 127.0.0.1");
    }

    @Test
    void nobodyIsLedElsewhere() throws Exception {
        for (String elsewhere : List.of(
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "/%09/evil.example",
                "\\\\evil.example",
                "javascript:alert(1)",
                "/login",
                "/logout",
                "/ /evil.example",
                "/\t/evil.example",
                "")) {
            Browser browser = new Browser(base);
            browser.get("/login");
            HttpResponse<String> back =
                    browser.post("/login", Map.of("username", "vi", "password", SECRET, "to", elsewhere));
            assertThat(to(back)).as(elsewhere).matches("/(%09/evil\\.example)?");
        }
    }

    @Test
    void theSessionIsANewOneAndItsCookieIsClosed() throws Exception {
        Browser browser = new Browser(base);
        browser.cookies.put("evac-session", "0123456789ABCDEF0123456789ABCDEF");
        HttpResponse<String> login = browser.login("vi", SECRET);
        assertThat(login.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("evac-session=")
                        .contains("HttpOnly", "SameSite=Lax", "Path=/")
                        .doesNotContain("0123456789ABCDEF0123456789ABCDEF"));
        String first = browser.cookies.get("evac-session");
        browser.login("op", SECRET);
        assertThat(browser.cookies.get("evac-session")).isNotEqualTo(first);
        Browser old = new Browser(base);
        old.cookies.put("evac-session", first);
        assertThat(old.get("/sample/x").statusCode()).isEqualTo(302);
    }

    @Test
    void aPageHasItsRoleAndOneThatSaysNoneIsForAdmins() throws Exception {
        Browser viewer = in("vi");
        assertThat(viewer.get("/sample/R-17").statusCode()).isEqualTo(200);
        assertThat(viewer.post("/sample/R-17", Map.of()).statusCode()).isEqualTo(403);
        kept("vi session sample-change R-17 - - 403 from 127.0.0.1");
        assertThat(viewer.get("/forgotten").statusCode()).isEqualTo(403);
        assertThat(in("ada").get("/forgotten").statusCode()).isEqualTo(200);
        Browser operator = in("op");
        operator.get("/sample/R-17");
        assertThat(operator.post("/sample/R-17", Map.of("reason", "disk =full")).body())
                .contains("changed by op");
        kept("op session sample-change R-17 9f3c disk =full 200 from 127.0.0.1");
    }

    @Test
    void aFormOfNobodyOrOfAnotherSessionIsRefused() throws Exception {
        Browser operator = in("op");
        operator.get("/sample/R-17");
        Browser other = in("ada");
        other.get("/sample/R-17");
        for (String word : List.of("", "forged", other.csrf)) {
            HttpResponse<String> answer = operator.post("/sample/R-17", Map.of("_csrf", word));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("EVAC-600").doesNotContain("changed");
        }
        kept("op session forged  - - 403 from 127.0.0.1");
        // the word of the login page is not that of the session behind it
        Browser fresh = new Browser(base);
        fresh.get("/login");
        String before = fresh.csrf;
        fresh.post("/login", Map.of("username", "op", "password", SECRET));
        assertThat(fresh.post("/sample/R-17", Map.of("_csrf", before)).statusCode())
                .isEqualTo(403);
        Browser stranger = new Browser(base);
        stranger.csrf = before;
        assertThat(stranger.post("/login", Map.of("username", "op", "password", SECRET))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theApiAnswersASessionButNotItsFormsWithoutTheirWord() throws Exception {
        Browser operator = in("op");
        operator.get("/sample/R-17");
        HttpResponse<String> runs = operator.send(operator.request("/api/v1/runs"));
        assertThat(runs.statusCode()).isEqualTo(200);
        HttpResponse<String> forged = operator.send(operator.request("/api/v1/runs/R-17/pause")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(forged.body()).contains("EVAC-600");
        asked.calls.clear();
        HttpResponse<String> meant = operator.send(operator.request("/api/v1/runs/R-17/resume")
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", operator.csrf)
                .header("X-Evac-Actor", "somebody else")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(meant.statusCode()).isEqualTo(200);
        assertThat(asked.calls).containsExactly("resume R-17 [] by op");
        HttpResponse<String> tokens = operator.send(operator.request("/api/v1/tokens"));
        assertThat(tokens.statusCode()).isEqualTo(403);
        assertThat(operator.send(operator.request("/actuator/prometheus")).statusCode())
                .isEqualTo(401);
        Browser stale = new Browser(base);
        stale.cookies.put("evac-session", "nobody");
        HttpResponse<String> stranger = stale.send(stale.request("/api/v1/runs").header("Accept", "text/html"));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("EVAC-591");
    }

    @Test
    void aSessionIsOverWhenItIsIdleAndAfterTwelveHours() throws Exception {
        Browser idle = in("vi");
        clock.move(Duration.ofMinutes(29));
        assertThat(idle.get("/sample/x").statusCode()).isEqualTo(200);
        clock.move(Duration.ofMinutes(29));
        assertThat(idle.get("/sample/x").statusCode()).isEqualTo(200);
        clock.move(Duration.ofMinutes(30));
        assertThat(idle.get("/sample/x").statusCode()).isEqualTo(302);
        Browser busy = in("vi");
        for (int i = 0; i < 35; i++) {
            clock.move(Duration.ofMinutes(20));
            assertThat(busy.get("/sample/x").statusCode()).isEqualTo(200);
        }
        clock.move(Duration.ofMinutes(20));
        assertThat(busy.get("/sample/x").statusCode()).isEqualTo(302);
    }

    @Test
    void aSessionIsOverWithItsUserAndItsPassword() throws Exception {
        Browser removed = in("vi");
        Browser changed = in("op");
        users.remove("vi", "test");
        users.password("op", "another four words", "test");
        assertThat(removed.get("/sample/x").statusCode()).isEqualTo(302);
        assertThat(changed.get("/sample/x").statusCode()).isEqualTo(302);
        users.create("vi", Role.VIEWER, SECRET, "test");
        assertThat(removed.get("/sample/x").statusCode()).isEqualTo(302);
    }

    @Test
    void aStreamEndsWithItsUser() throws Exception {
        asked.run = RunSamples.run("running", List.of());
        asked.events = List.of(new EventReport(1, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "text"));
        Browser viewer = in("vi");
        try (InputStream stream = HttpClient.newHttpClient()
                .send(
                        viewer.request("/api/v1/runs/R-17/events")
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofInputStream())
                .body()) {
            assertThat(new String(stream.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("id: 1");
            users.remove("vi", "test");
            String rest = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).doesNotContain("event: end");
        } finally {
            asked.run = RunSamples.ended();
            asked.events = List.of();
        }
    }

    @Test
    void whoLeavesIsOutAndNobodyIsMadeToLeave() throws Exception {
        Browser viewer = in("vi");
        viewer.get("/sample/x");
        assertThat(viewer.get("/logout").statusCode()).isNotEqualTo(302);
        assertThat(viewer.post("/logout", Map.of("_csrf", "forged")).statusCode())
                .isEqualTo(403);
        Browser kept = new Browser(base);
        kept.cookies.putAll(viewer.cookies);
        assertThat(to(viewer.post("/logout", Map.of()))).isEqualTo("/login");
        assertThat(kept.get("/sample/x").statusCode()).isEqualTo(302);
        kept("vi session logout  - - 200 from 127.0.0.1");
    }

    @Test
    void whoGuessesIsHeldBackAndLearnsNothing() throws Exception {
        Browser guesser = new Browser(base);
        HttpResponse<String> wrong = guesser.login("vi", "not the password");
        HttpResponse<String> unknown = guesser.login("nobody", "not the password");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(said(wrong)).isEqualTo(said(unknown)).contains("EVAC-601");
        kept("no such user none login  - - 401 from 127.0.0.1");
        guesser.login("vi", "not the password");
        kept("vi none login  - - 401 from 127.0.0.1");
        guesser.login(SECRET, "vi");
        kept("no such user none login  - - 401 from 127.0.0.1");
        assertThat(audit(100)).noneMatch(row -> row.contains(SECRET));
        for (String name : List.of("vi", "nobody")) {
            HttpResponse<String> last = wrong;
            for (int i = 0; i < 10 && last.statusCode() != 429; i++) {
                last = guesser.login(name, "not the password");
            }
            assertThat(last.statusCode()).as(name).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).hasValue("30");
            assertThat(last.body()).contains("EVAC-602", "30 s");
        }
        assertThat(guesser.login("vi", SECRET).statusCode()).isEqualTo(429);
        clock.move(Duration.ofSeconds(31));
        assertThat(guesser.login("vi", SECRET).statusCode()).isEqualTo(302);
    }

    @Test
    void whoCannotBeCheckedIsToldSoAndHasNotFailed() throws Exception {
        Browser browser = new Browser(base);
        MemoryUsers store = context.getBean(MemoryUsers.class);
        store.away = true;
        try {
            for (int i = 0; i < 40; i++) {
                HttpResponse<String> away = browser.login("vi", SECRET);
                assertThat(away.statusCode()).isEqualTo(503);
                assertThat(away.headers().firstValue("Content-Type").orElse("")).contains("text/html");
                assertThat(said(away)).contains("EVAC-593").doesNotContain("EVAC-601");
            }
        } finally {
            store.away = false;
        }
        assertThat(browser.login("vi", SECRET).statusCode()).isEqualTo(302);
    }

    private static String said(HttpResponse<String> answer) {
        return answer.body().replaceAll("(?s).*role=\"alert\">([^<]*)<.*", "$1");
    }

    @Test
    void theFirstAdminIsMadeOnceWithTheTokenOfTheConsole() throws Exception {
        FirstAdmin first = context.getBean(FirstAdmin.class);
        assertThat(first.offer()).isEmpty();
        nobody();
        String token = first.offer().orElseThrow();
        Browser browser = new Browser(base);
        assertThat(browser.get("/setup?token=" + token.replace('1', '2').replace('a', 'b'))
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/setup").statusCode()).isEqualTo(404);
        assertThat(browser.get("/setup?token=" + token).body()).contains("Make the admin");
        HttpResponse<String> weak = browser.post(
                "/setup", Map.of("token", token, "username", "ada", "password", "short", "again", "short"));
        assertThat(weak.statusCode()).isEqualTo(400);
        assertThat(weak.body()).contains("EVAC-604", "12 characters").doesNotContain(">short<");
        Map<String, String> form = Map.of("token", token, "username", "ada", "password", SECRET, "again", SECRET);
        assertThat(to(browser.post("/setup", form))).isEqualTo("/login");
        assertThat(users.list()).singleElement().satisfies(user -> {
            assertThat(user.role()).isEqualTo(Role.ADMIN);
            assertThat(user.by()).isEqualTo("the first");
        });
        browser.get("/login");
        assertThat(browser.post("/setup", form).statusCode()).isEqualTo(404);
        nobody();
        String late = first.offer().orElseThrow();
        clock.move(Duration.ofHours(1));
        assertThat(browser.get("/setup?token=" + late).statusCode()).isEqualTo(404);
    }

    @Test
    void pagesAreKeptNowhereAndTakeNothingFromElsewhere() throws Exception {
        HttpResponse<String> login = new Browser(base).get("/login");
        assertThat(login.headers().map())
                .containsEntry(
                        "content-security-policy",
                        List.of("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                                + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("referrer-policy", List.of("same-origin"))
                .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
                .containsKey("permissions-policy")
                .doesNotContainKey("strict-transport-security");
        assertThat(login.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(login.body()).doesNotContain("<script", "<style", "style=");
        assertThat(new Browser(base).get("/assets/door.css").statusCode()).isEqualTo(200);
        Browser viewer = in("vi");
        HttpResponse<String> report = viewer.get("/api/v1/runs/R-17/report?format=html");
        assertThat(report.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'; style-src 'unsafe-inline'", "sandbox");
    }
}

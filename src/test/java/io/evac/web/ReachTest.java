package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.api.PublishedRequest;
import io.evac.inventory.HostScope;
import io.evac.metrics.SimulatedDaemon;
import io.evac.report.ReportJson;
import io.evac.run.RunId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Ann is an approver for rack r1: what is about rack r2 she neither sees nor uses, by whatever door. */
class ReachTest {
    /** Hosts and instances of the other rack, and what the tests make of them. */
    private static final List<String> FOREIGN = List.of("far-1", "far-2", "web-far", "foreign");

    private static final Map<String, String> BODIES = Map.of(
            "/cutover", "{\"cutover\":\"hold\"}",
            "/bandwidth", "{\"bandwidth\":\"1Mbit\"}",
            "/hooks", "{\"hooks\":\"\"}",
            "/cordon", "{\"cordoned\":true}",
            "/enabled", "{\"enabled\":false}");

    @TempDir
    static Path folder;

    private static SimulatedDaemon daemon;
    private static String ann;
    private static RunId near;
    private static RunId far;

    @BeforeAll
    static void start() throws IOException {
        daemon = new SimulatedDaemon(folder);
        Files.writeString(folder.resolve("config/hosts.yaml"), """
                hosts:
                  - {name: near-1, address: 192.0.2.1, driver: simulated, labels: {rack: r1}}
                  - {name: near-2, address: 192.0.2.2, driver: simulated, labels: {rack: r1}}
                  - {name: far-1, address: 192.0.2.3, driver: simulated, labels: {rack: r2}}
                  - {name: far-2, address: 192.0.2.4, driver: simulated, labels: {rack: r2}}
                """);
        daemon.add("near-1", "web-near");
        daemon.add("far-1", "web-far");
        far = daemon.runOf("instance,host,destination\nweb-far,far-1,far-2\n");
        near = daemon.runOf("instance,host,destination\nweb-near,near-1,near-2\n");
        daemon.ended(far);
        daemon.ended(near);
        assertThat(owner("PUT", "/schedules/foreign", schedule("*,far-1")).statusCode())
                .isEqualTo(200);
        ann = json(owner("POST", "/tokens", """
                {"name":"ann","role":"approver","hosts":["rack=r1"],"expires":"1d"}""")).get("token").asString();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    private static String schedule(String row) {
        String csv =
                Base64.getEncoder().encodeToString(("instance,host\n" + row + "\n").getBytes(StandardCharsets.UTF_8));
        return "{\"list\":\"list.csv\",\"csv\":\"" + csv + "\",\"cron\":\"0 0 3 * * ?\",\"zone\":\"UTC\"}";
    }

    private static HttpResponse<String> owner(String method, String path, String body) {
        return send(daemon.token(), method, "/api/v1" + path, "application/json", body);
    }

    private static HttpResponse<String> ann(String method, String path, String body) {
        return send(ann, method, "/api/v1" + path, "application/json", body);
    }

    private static HttpResponse<String> send(String bearer, String method, String path, String type, String body) {
        return daemon.send(HttpRequest.newBuilder(URI.create(daemon.base() + path))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", type)
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return ReportJson.mapper().readTree(answer.body());
    }

    private static String plan(RunId run) {
        return json(owner("GET", "/runs/" + run, "")).get("plan").asString();
    }

    private static void assertBeyond(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(json(answer).get("code").asString()).isEqualTo("EVAC-614");
    }

    private static void assertNothingForeign(String text) {
        assertThat(text).doesNotContain(FOREIGN).doesNotContain(far.value()).doesNotContain(plan(far));
    }

    private static String filled(String path, RunId run, String host, String schedule) {
        return path.replace("/runs/{id}", "/runs/" + run)
                .replace("/plans/{id}", "/plans/" + plan(run))
                .replace("/hosts/{name}", "/hosts/" + host)
                .replace("/schedules/{name}", "/schedules/" + schedule);
    }

    private static HttpResponse<String> asked(PublishedRequest door, String path) {
        String body = BODIES.entrySet().stream()
                .filter(entry -> door.path().endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(door.path().equals("/api/v1/schedules/{name}") ? schedule("*,near-1") : "{}");
        return send(ann, door.method().toUpperCase(Locale.ROOT), path, door.type(), body);
    }

    private static Stream<PublishedRequest> doors(boolean named) throws IOException {
        return PublishedRequest.all().stream()
                .filter(door -> door.path().contains("{") == named)
                .filter(door ->
                        Role.of(door.needs()).filter(Role.APPROVER::covers).isPresent());
    }

    @TestFactory
    Stream<DynamicTest> nothing_of_another_rack_answers_to_its_name() throws IOException {
        return doors(true)
                .map(door -> DynamicTest.dynamicTest(
                        door.toString(),
                        () -> assertBeyond(asked(door, filled(door.path(), far, "far-1", "foreign")))));
    }

    @TestFactory
    Stream<DynamicTest> what_is_listed_is_of_the_own_rack() throws IOException {
        return doors(false)
                .filter(door -> door.method().equals("get"))
                // There is no connection to a simulated host to be examined: LatestHostsTest has that.
                .filter(door -> !door.path().endsWith("/doctor"))
                .map(door -> DynamicTest.dynamicTest(door.toString(), () -> {
                    HttpResponse<String> answer = asked(door, door.path());
                    if (door.path().endsWith("/audit")) {
                        assertBeyond(answer);
                    } else {
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        assertNothingForeign(answer.body().replace("\"config\":\"" + folder, ""));
                    }
                }));
    }

    @Test
    void what_is_her_own_is_there() {
        assertThat(json(ann("GET", "/runs", "")).findValuesAsString("id"))
                .contains(near.value())
                .doesNotContain(far.value());
        assertThat(json(ann("GET", "/runs/" + near, "")).get("state").asString())
                .isEqualTo("finished");
        assertThat(ann("GET", "/runs/" + near + "/events", "").body()).contains(plan(near) + ".1");
        assertThat(ann("GET", "/plans", "").body()).contains(plan(near));
        assertThat(ann("GET", "/hosts", "").body()).contains("near-1", "near-2");
        assertThat(ann("PUT", "/hosts/near-1/cordon", "{\"cordoned\":false}").statusCode())
                .isEqualTo(200);
    }

    /** What an owner planned for her rack was made with an eye on every host, and what he planned for none is his. */
    @Test
    void somebody_elses_plan_is_told_without_what_is_not_hers() {
        daemon.add("near-1", "seen-near");
        JsonNode made = json(send(
                daemon.token(),
                "POST",
                "/api/v1/plans",
                "text/csv",
                "instance,host,destination\nseen-near,near-1,near-2\n"));
        assertThat(made.get("hosts").findValuesAsString("host")).contains("far-1");
        String path = "/plans/" + made.get("id").asString();
        for (String form : List.of("", "/document", "/commands", "/differences")) {
            assertNothingForeign(ann("GET", path + form, "").body());
        }
        String refused = json(send(
                        daemon.token(), "POST", "/api/v1/plans", "text/csv", "instance,host\nnothing-far,far-1\n"))
                .get("id")
                .asString();
        assertBeyond(ann("GET", "/plans/" + refused, ""));
        JsonNode own =
                json(send(ann, "POST", "/api/v1/plans", "text/csv", "instance,host\nno-near,near-1\nx-far,far-1\n"));
        assertThat(ann("GET", "/plans/" + own.get("id").asString(), "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_slip_in_hosts_yaml_keeps_nobody_from_a_run() throws IOException {
        Path hosts = folder.resolve("config/hosts.yaml");
        String good = Files.readString(hosts);
        Files.writeString(hosts, "hosts: [");
        try {
            assertThat(ann("GET", "/runs/" + near, "").statusCode()).isEqualTo(200);
            assertBeyond(ann("GET", "/runs/" + far, ""));
        } finally {
            Files.writeString(hosts, good);
        }
    }

    @Test
    void a_list_is_planned_within_the_own_rack() {
        daemon.add("near-1", "one-near");
        daemon.add("near-1", "two-near");
        daemon.add("far-1", "one-far");
        JsonNode plan = json(send(
                ann,
                "POST",
                "/api/v1/plans",
                "text/csv",
                "instance,host,destination\none-near,near-1,\ntwo-near,near-1,far-2\none-far,far-1,near-2\n"));
        assertThat(plan.get("moves").findValuesAsString("instance")).containsExactly("one-near");
        assertThat(plan.get("moves").findValuesAsString("to")).containsExactly("near-2");
        assertThat(plan.get("refusals").findValuesAsString("code")).containsExactly("EVAC-228", "EVAC-227");
        assertThat(plan.get("hosts").findValuesAsString("host")).doesNotContain("far-1", "far-2");
    }

    @Test
    void what_a_body_names_is_refused_too() {
        assertBeyond(ann("POST", "/runs", "{\"plan\":\"" + plan(far) + "\"}"));
        assertBeyond(ann("POST", "/plans/restore", "{\"host\":\"far-1\"}"));
        assertBeyond(ann("GET", "/hosts/doctor?host=near-1&host=far-1", ""));
        assertBeyond(ann("GET", "/runs?before=" + far, ""));
        String document = owner("GET", "/plans/" + plan(far) + "/document", "").body();
        assertBeyond(ann("POST", "/plans/document", document));
        assertThat(daemon.get("/actuator/prometheus", ann).statusCode()).isEqualTo(403);
    }

    /** When it starts nobody asks any more: it keeps whose it is. */
    @Test
    void a_schedule_uses_the_hosts_of_who_added_it() {
        daemon.add("near-1", "nightly-near");
        daemon.add("far-1", "nightly-far");
        assertThat(ann("PUT", "/schedules/hers", schedule("nightly-near,near-1\nnightly-far,far-1"))
                        .statusCode())
                .isEqualTo(200);
        RunId run = new RunId(
                json(owner("POST", "/schedules/hers/run", "")).get("run").asString());
        daemon.ended(run);
        JsonNode report = json(ann("GET", "/runs/" + run, ""));
        assertThat(report.get("moves").findValuesAsString("to")).containsExactly("near-2");
        assertThat(report.get("refusals").findValuesAsString("code")).containsExactly("EVAC-227");
    }

    @Test
    void an_admin_is_for_every_host_and_labels_are_those_of_hosts() {
        HttpResponse<String> admin = owner("POST", "/users", """
                {"name":"adam","role":"admin","hosts":["rack=r1"],"password":"four words are enough"}""");
        assertThat(admin.statusCode()).isEqualTo(400);
        assertThat(admin.body()).contains("every host", "Maybe the role approver");
        HttpResponse<String> unknown = owner("POST", "/tokens", """
                {"name":"x","role":"viewer","hosts":["rack=r9"],"expires":"1d"}""");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("no host of hosts.yaml has rack=r9", "rack=r1, rack=r2");
        String many = "\"rack=r1,x=" + "y".repeat(1000) + "\"";
        assertThat(owner(
                                "POST",
                                "/tokens",
                                "{\"name\":\"x\",\"role\":\"viewer\",\"hosts\":[" + many + "],\"expires\":\"1d\"}")
                        .body())
                .contains("Maybe one label that all of these hosts share");
        HttpResponse<String> none = owner("POST", "/tokens", """
                {"name":"x","role":"viewer","hosts":[],"expires":"1d"}""");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("Maybe leave it out");
    }

    @Test
    void pages_show_the_own_rack_only() {
        Reader reader = new Reader(daemon, "anna", Role.APPROVER, HostScope.parse(List.of("rack=r1")));
        for (String path : List.of("/", "/history", "/plans", "/schedules", "/new", "/history.csv", "/runs/" + near)) {
            String page = reader.text(path);
            assertThat(reader.status()).as(path).isEqualTo(200);
            assertNothingForeign(page);
        }
        assertThat(reader.get("/").text()).contains("near-1", "near-2");
        for (String path : List.of(
                "/audit",
                "/plans/" + plan(far),
                "/runs/" + far,
                "/runs/" + far + "/log",
                "/runs/" + far + "/report.csv",
                "/schedules/new?plan=" + plan(far))) {
            Document page = reader.get(path);
            assertThat(reader.status()).as(path + page.text()).isEqualTo(403);
            assertThat(page.text()).contains("EVAC-614");
        }
        Document plan = reader.press(
                Reader.form(reader.get("/new"), "Check the list"),
                Map.of("csv", "instance,host\nweb-far,far-2\nweb-near,near-2\n"));
        assertThat(plan.text()).contains("EVAC-227", "near-1").doesNotContain("far-1");
    }
}

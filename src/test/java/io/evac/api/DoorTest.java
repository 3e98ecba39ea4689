package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.Home;
import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.RunSamples;
import io.evac.run.Runs.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The door on a real, started context: who gets in, and what they are told. */
class DoorTest {
    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String port;
    private static String token;
    private static FakeFacades.Asked asked;

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), true);
        Home home = new Home(folder);
        port = Home.read(home.port()).orElseThrow();
        token = Home.read(home.token()).orElseThrow();
        asked = context.getBean(FakeFacades.Asked.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        assertThat(folder.resolve("port")).doesNotExist();
    }

    @BeforeEach
    void forget() {
        asked.refusal = Optional.empty();
        asked.run = RunSamples.ended();
        asked.calls.removeIf(call -> !call.startsWith("resume"));
    }

    @Test
    void aDaemonThatIsServedGoesOnWithInterruptedRuns() {
        assertThat(asked.calls).contains("resume R-9 [] by evac serve");
    }

    @Test
    void theTokenIsForTheOwnerOnly() throws IOException {
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nobodyGetsInWithoutTheToken() throws Exception {
        assertThat(get("/api/v1/runs", "").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/runs", "0".repeat(64)).statusCode()).isEqualTo(401);
        assertThat(get("/nothing/here", "").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/runs", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aForeignHostNameIsRefusedEvenWithTheToken() throws IOException {
        assertThat(raw("evil.example:" + port)).startsWith("HTTP/1.1 421");
        assertThat(raw("127.0.0.1:1")).startsWith("HTTP/1.1 421");
        assertThat(raw("127.0.0.1.evil.example:" + port)).startsWith("HTTP/1.1 421");
        assertThat(raw("localhost:" + port)).startsWith("HTTP/1.1 200");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        byte[] large = new byte[(16 << 20) + 1];
        assertThat(post("/plans", large).statusCode()).isEqualTo(413);
    }

    @Test
    void refusalsAreProblemDetailsWithCodeRemedyAndExitCode() throws Exception {
        asked.refusal = Optional.of(
                new RefusedException(4, "EVAC-504", "the plan is stale: web-01 is gone", "Maybe plan again."));
        HttpResponse<String> response = post("/runs", "{\"plan\":\"P-9f3c21ab\"}".getBytes(StandardCharsets.UTF_8));
        JsonNode problem = ReportJson.mapper().readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(problem.get("detail").asString()).isEqualTo("the plan is stale: web-01 is gone");
        assertThat(problem.get("code").asString()).isEqualTo("EVAC-504");
        assertThat(problem.get("remedy").asString()).isEqualTo("Maybe plan again.");
        assertThat(problem.get("exitCode").asInt()).isEqualTo(4);
    }

    @Test
    void aRejectedListAnswersEveryProblem() throws Exception {
        HttpResponse<String> response =
                post("/plans", "{\"file\":\"x.csv\",\"csv\":\"\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("x.csv:1:1: no header. Maybe add one [EVAC-101]");
    }

    @Test
    void theRunIsTheContractsJson() throws Exception {
        HttpResponse<String> response = get("/api/v1/runs/R-17", token);
        assertThat(response.body()).isEqualTo(ReportJson.mapper().writeValueAsString(RunSamples.ended()));
    }

    @Test
    void absentAndMalformedThingsAreToldApart() throws Exception {
        assertThat(get("/api/v1/runs/R-99", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/runs/nonsense", token).statusCode()).isEqualTo(400);
        assertThat(post("/runs/R-17/explode", "{}".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/runs", "{".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aHostIsShownWithWhatItHoldsUnderKeysThatStay() throws Exception {
        JsonNode shown =
                ReportJson.mapper().readTree(get("/api/v1/hosts/kvm1", token).body());
        assertThat(shown.propertyNames()).containsExactly("host", "instances");
        assertThat(shown.at("/host/facts/pools").asString()).isEqualTo("\"default\"");
        JsonNode web = shown.at("/instances/0");
        assertThat(web.propertyNames())
                .containsExactly(
                        "name",
                        "uuid",
                        "state",
                        "cpus",
                        "memory",
                        "disk",
                        "autostart",
                        "types",
                        "disks",
                        "nics",
                        "problems");
        assertThat(web.at("/disks/0").propertyNames())
                .containsExactly("target", "format", "size", "virtualSize", "chain");
        assertThat(web.at("/disks/0/chain/0").asString()).isEqualTo("/images/mid.qcow2");
        assertThat(web.at("/nics/0").propertyNames()).containsExactly("model", "source", "mac");
    }

    @Test
    void aHostThatCannotBeShownIsAProblemThatSaysWhy() throws Exception {
        HttpResponse<String> silent = get("/api/v1/hosts/alpha", token);
        assertThat(silent.statusCode()).isEqualTo(502);
        JsonNode problem = ReportJson.mapper().readTree(silent.body());
        assertThat(problem.get("code").asString()).isEqualTo("EVAC-390");
        assertThat(problem.get("detail").asString()).isEqualTo("no route.");
        assertThat(problem.get("remedy").asString()).isEqualTo("Maybe it is off");
        assertThat(get("/api/v1/hosts/nobody", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/hosts/-no", token).statusCode()).isEqualTo(400);
    }

    @Test
    void eventsAreFollowedUntilTheRunEnds() throws Exception {
        asked.run = RunSamples.run("running", List.of());
        asked.events = List.of(event(1));
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        request("/api/v1/runs/R-17/events?follow=true", token)
                                .GET()
                                .build(),
                        BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] first = body.readNBytes(20);
            asked.events = List.of(event(1), event(2));
            asked.run = RunSamples.ended();
            String all =
                    new String(first, StandardCharsets.UTF_8) + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.lines().toList()).hasSize(2).allMatch(line -> line.startsWith("{\"number\":"));
        }
    }

    @Test
    void browsersFollowEventsAndGoOnWhereTheyWere() throws Exception {
        asked.run = RunSamples.ended();
        asked.events = List.of(event(1), event(2));
        HttpRequest stream = request("/api/v1/runs/R-17/events", token)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "1")
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(stream, BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(response.body())
                .startsWith("id: 2\ndata: {\"number\":2,")
                .endsWith("event: end\ndata: {\"state\":\"finished-with-failures\"}\n\n")
                .doesNotContain("id: 1");
    }

    @Test
    void whatABodySaysThatNobodyHeedsIsRefusedByName() throws Exception {
        assertThat(problem("/runs/R-17/pause", "{\n \"discard\": true}"))
                .isEqualTo("EVAC-595 the request body cannot be read: line 2, column 18: unknown key \"discard\"."
                        + " Maybe one of instances");
        assertThat(problem("/runs", "{}")).contains("EVAC-595").contains("at \"plan\"");
        assertThat(problem("/runs", "{\"plan\":[]}")).contains("EVAC-595").contains("at \"plan\"");
        assertThat(problem("/runs", "{\"plan\"")).contains("EVAC-595").contains("not JSON");
        assertThat(asked.calls).noneMatch(call -> call.startsWith("pause") || call.startsWith("apply"));
    }

    private static String problem(String path, String body) throws Exception {
        JsonNode problem = ReportJson.mapper()
                .readTree(post(path, body.getBytes(StandardCharsets.UTF_8)).body());
        return problem.get("code").asString() + " " + problem.get("detail").asString() + ". "
                + problem.get("remedy").asString();
    }

    @Test
    void aPlanOfAnotherDigestIsNotApplied() throws Exception {
        assertThat(problem("/runs", "{\"plan\":\"" + FakeFacades.plan().id() + "\",\"digest\":\"00\"}"))
                .contains("EVAC-585");
        assertThat(asked.calls).noneMatch(call -> call.startsWith("apply"));
        String meant = "{\"plan\":\"" + FakeFacades.plan().id() + "\",\"digest\":\"" + RunSamples.DIGEST + "\"}";
        assertThat(post("/runs", meant.getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> keyed(String path, String key, String body) throws Exception {
        HttpRequest request = request("/api/v1" + path, token)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void aRequestWithAKeyHasItsEffectOnce() throws Exception {
        HttpResponse<String> first = keyed("/runs/R-17/pause", "k-1", "{}");
        HttpResponse<String> again = keyed("/runs/R-17/pause", "k-1", "{}");
        assertThat(again.body()).isEqualTo(first.body()).startsWith("{\"schemaVersion\":1,\"id\":\"R-17\"");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.headers().firstValue("Content-Type"))
                .isEqualTo(first.headers().firstValue("Content-Type"));
        assertThat(asked.calls).filteredOn(call -> call.startsWith("pause")).hasSize(1);
        assertThat(keyed("/runs/R-17/pause", "k-1", "{\"instances\":[\"a\"]}").body())
                .contains("EVAC-587");
        assertThat(keyed("/runs/R-17/pause", "k-2", "{}").headers().firstValue("Idempotency-Replayed"))
                .isEmpty();
        assertThat(keyed("/runs/R-17/resume", "k-1", "{}").statusCode()).isEqualTo(200);
        assertThat(keyed("/runs/R-17/pause", "with space", "{}").body()).contains("EVAC-586");
    }

    @Test
    void whatWasRefusedMayComeAgain() throws Exception {
        asked.refusal = Optional.of(new RefusedException(5, "EVAC-505", "busy", "Maybe later"));
        assertThat(keyed("/runs/R-17/pause", "k-3", "{}").statusCode()).isEqualTo(409);
        asked.refusal = Optional.empty();
        HttpResponse<String> later = keyed("/runs/R-17/pause", "k-3", "{}");
        assertThat(later.statusCode()).isEqualTo(200);
        assertThat(later.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void aListIsCheckedAndPlannedAsItIs() throws Exception {
        HttpResponse<String> checked = csv("/lists/check?file=rack7.csv", "instance,host\nweb,alpha\n,alpha\n");
        JsonNode answer = ReportJson.mapper().readTree(checked.body());
        assertThat(answer.get("rows").asInt()).isEqualTo(1);
        assertThat(answer.get("problems").get(0).get("line").asInt()).isEqualTo(3);
        assertThat(csv("/plans?file=rack7.csv&accept=EVAC-262", "instance,host\nweb,alpha\n")
                        .statusCode())
                .isEqualTo(200);
        assertThat(asked.request.file()).isEqualTo("rack7.csv");
        assertThat(asked.request.accept()).containsExactly("EVAC-262");
        assertThat(csv("/plans?file=a%0Ab", "x").body()).contains("EVAC-594");
        assertThat(csv("/lists/check", "").body()).contains("\"rejected\":true");
    }

    @Test
    void aKeyKeepsNoSecretAndNothingOfWhoMayNotAsk() throws Exception {
        String wanted = "{\"name\":\"once\",\"role\":\"viewer\",\"expires\":\"9d\"}";
        assertThat(keyed("/tokens", "k-4", wanted).statusCode()).isEqualTo(200);
        HttpResponse<String> again = keyed("/tokens", "k-4", wanted);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(again.body()).contains("already").doesNotContain("evac_");
        assertThat(keyed("/nothing", "k-5", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void aFormOfTheListKeepsToWhatIsAskedFor() throws Exception {
        assertThat(get("/api/v1/runs?format=csv&state=running&limit=3", token).statusCode())
                .isEqualTo(200);
        assertThat(asked.calls)
                .anyMatch(call -> call.contains("states=[running]") && call.contains("limit=3, hosts=Optional.empty]"));
        assertThat(get("/api/v1/runs?before=R-99", token).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> csv(String path, String list) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(list))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void runsAreListedPageByPage() throws Exception {
        HttpResponse<String> page = get("/api/v1/runs?state=running,waiting&limit=1", token);
        assertThat(page.headers().firstValue("Link").orElse(""))
                .isEqualTo("<http://127.0.0.1:" + port
                        + "/api/v1/runs?state=running,waiting&limit=1&before=R-17>; rel=\"next\"");
        assertThat(asked.calls)
                .anyMatch(call -> call.startsWith("list ") && call.contains("limit=1, hosts=Optional.empty]"));
        assertThat(get("/api/v1/runs?state=sleeping", token).body()).contains("not a state of a run: \\\"sleeping\\\"");
        assertThat(get("/api/v1/runs?limit=0", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/runs?before=x", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/runs", token).headers().firstValue("Link")).isEmpty();
    }

    @Test
    void aReportComesInEveryForm() throws Exception {
        assertThat(get("/api/v1/runs/R-17/report?format=csv", token).body()).startsWith("run,row,id");
        assertThat(get("/api/v1/runs/R-17/report?format=html", token).body()).startsWith("<!DOCTYPE html>");
        assertThat(get("/api/v1/runs/R-17/report?format=table", token).body()).startsWith("Run R-17");
        assertThat(get("/api/v1/runs/R-17/report?format=pdf", token).statusCode())
                .isEqualTo(400);
    }

    private static EventReport event(long number) {
        return new EventReport(number, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "text");
    }

    private static HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> get(String path, String bearer) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(path, bearer).GET().build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = request("/api/v1" + path, token)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String raw(String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port))) {
            String request = "GET /api/v1/ping HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import io.evac.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What the daemon is told in confidence is in nothing that it keeps, logs or says. */
class PlantedSecretsTest {
    private static final String WHY = "because of the planted reason";
    /** Of the state directory: the key of its owner, and what signs owners' links. */
    private static final Set<String> KEYS = Set.of("token", "links.key");

    @TempDir
    Path folder;

    private final Map<String, String> secrets = new LinkedHashMap<>(Map.of(
            "mail", "planted-mail-password-8d1c",
            "webhook", "planted-webhook-secret-5e2f-of-32-bytes",
            "links", "planted-links-secret-77aa-of-32-bytes-",
            "oidc", "planted-client-secret-c4b0",
            "user", SimulatedDaemon.PASSWORD));

    private final Stubborn stubborn = new Stubborn();

    private SimulatedDaemon daemon() throws IOException {
        return new SimulatedDaemon(
                folder,
                "--evac.mail.host=127.0.0.1",
                "--evac.mail.from=evac@example.org",
                "--evac.mail.user=evac",
                "--evac.mail.password=" + secrets.get("mail"),
                "--evac.webhook.secret=" + secrets.get("webhook"),
                "--evac.links.secret=" + secrets.get("links"),
                "--evac.oidc.issuer=http://127.0.0.1:1/away",
                "--evac.oidc.client-id=evac",
                "--evac.oidc.client-secret=" + secrets.get("oidc"),
                "--logging.file.name=" + log(),
                "--logging.level.io.evac=DEBUG",
                "--logging.level.org.springframework.web=DEBUG",
                "--logging.level.org.springframework.security=DEBUG");
    }

    private Path log() {
        return folder.resolve("log/evac.log");
    }

    @Test
    void are_in_no_database_log_file_page_or_report() throws Exception {
        List<String> said = new ArrayList<>();
        try (SimulatedDaemon daemon = daemon()) {
            daemon.world().faults(stubborn);
            daemon.add("alpha", "web-01");
            daemon.add("alpha", "stubborn-01");
            secrets.put("own token", daemon.token());
            secrets.put("token", given(daemon));
            said.addAll(story(new Reader(daemon, Role.ADMIN), daemon));
            List<String> rows = daemon.databaseScript();
            assertThat(rows).as("what is told openly is found").anyMatch(row -> row.contains(WHY));
            said.addAll(rows);
        }
        String log = Files.readString(log());
        assertThat(log).contains("R-1", "DEBUG");
        said.add(log);
        said.addAll(files());
        secrets.forEach((name, secret) -> forms(secret)
                .forEach(form -> assertThat(said).as(name + " as " + form).noneMatch(text -> text.contains(form))));
    }

    private static String given(SimulatedDaemon daemon) throws Exception {
        HttpRequest wanted = HttpRequest.newBuilder(URI.create(daemon.base() + "/api/v1/tokens"))
                .header("Authorization", "Bearer " + daemon.token())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "a-token-of-a-test")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"ci\",\"role\":\"viewer\",\"expires\":\"9d\"}"))
                .build();
        String answer =
                HttpClient.newHttpClient().send(wanted, BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(answer).get("token").asString();
    }

    /** A run of which one fails, is tried again and sent home, a schedule, and all that is said of them. */
    private List<String> story(Reader admin, SimulatedDaemon daemon) {
        admin.press(
                Reader.form(admin.get("/new"), "Check the list"),
                Map.of("csv", "instance,host\nweb-01,alpha\nstubborn-01,alpha\n"));
        String plan = admin.path();
        admin.press(Reader.form(admin.get(plan), "Apply exactly this plan"));
        RunId run = new RunId(admin.path().substring("/runs/".length()));
        daemon.ended(run);
        stubborn.tame();
        admin.press(Reader.form(admin.get("/runs/" + run), "Try stubborn-01 again"));
        daemon.ended(run);
        Document confirm = admin.press(Reader.form(admin.get("/runs/" + run), "Send web-01 home"));
        admin.press(Reader.form(confirm, "Send web-01 home"), Map.of("reason", WHY));
        daemon.ended(run);
        Document schedule =
                admin.get(admin.get(plan).select("a:contains(Schedule it)").attr("href"));
        admin.press(
                Reader.form(schedule, "Keep this schedule"),
                Map.of("name", "weekly", "cron", "0 0 22 ? * SAT", "at", ""));
        return Stream.of(
                        "/",
                        plan,
                        "/runs/" + run,
                        "/runs/" + run + "/log",
                        "/runs/" + run + "/report.html",
                        "/runs/" + run + "/report.csv",
                        "/runs/" + run + "/report.json",
                        "/schedules",
                        "/history",
                        "/audit")
                .map(admin::text)
                .toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !KEYS.contains(file.getFileName().toString()))
                    .map(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1);
                        } catch (IOException failed) {
                            throw new UncheckedIOException(failed);
                        }
                    })
                    .toList();
        }
    }

    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        return List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                hex,
                hex.toUpperCase(Locale.ROOT));
    }
}

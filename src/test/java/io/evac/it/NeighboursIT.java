package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What stands around a run, on real hosts: an owner who moves early, hooks, and a limit that transfers share. */
class NeighboursIT {
    private static final Pattern LINK = Pattern.compile("https://evac\\.example\\.org(/owner/\\S+)");
    private static final String OWNER = "owner@example.org";

    @TempDir
    private Path folder;

    private TestHosts hosts;
    private GreenMail mail;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(2, folder);
        mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.start();
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        mail.stop();
        hosts.close();
    }

    /** The daemon dies behind the fence; the next one ends the move and calls the hook behind it. */
    @Test
    void anOwnerMovesItsInstanceByItsLinkBetweenHooksThoughTheDaemonDies() throws Exception {
        TestInstance early = TestInstance.create(hosts, "h1", "vm-1", 64);
        TestInstance patient = TestInstance.create(hosts, "h1", "vm-2", 64);
        EvacProcess evac = evac();
        Process doomed = evac.serve("fence:after-effect:1", Map.of());
        Files.writeString(
                folder.resolve("list.csv"), "instance,host,owner\nvm-1,h1," + OWNER + "\nvm-2,h1,other@example.org\n");
        LocalDateTime start = evac.startBehind(2);
        Path job = Files.writeString(folder.resolve("night.yaml"), """
                name: night
                list: list.csv
                window: {start: "%s", duration: 2h, zone: UTC}
                preSync: {start: 1h}
                notify: [{owners: true, links: true, on: [planned]}]
                hooks:
                  - {at: before-host, call: note}
                  - {at: before-cutover, call: note}
                  - {at: after-cutover, call: note}
                  - {at: after-host, call: note}
                """.formatted(start.plusHours(1)));
        evac.expect(0, "schedule", "add", job.toString());
        assertThat(evac.expect(0, "schedule", "calendar").out()).contains("BEGIN:VEVENT", "night");
        evac.until("both owners are written to", () -> mail.getReceivedMessages().length == 2);
        String link = link(OWNER);
        assertThat(ask(evac, link, "").body()).contains("vm-1", "h2").doesNotContain("vm-2");
        String forged = link.substring(0, link.length() - 1) + (link.endsWith("A") ? "B" : "A");
        assertThat(ask(evac, forged, "when=now").statusCode()).isEqualTo(404);

        HttpResponse<String> chosen = ask(evac, link, "when=now");
        assertThat(chosen.statusCode()).as(chosen.body() + evac.log()).isEqualTo(200);
        evac.until("the daemon dies", () -> !doomed.isAlive());
        assertThat(hosts.record("h1", "vm-1")).as("on its way").isEqualTo("FENCED");
        evac.serve("", Map.of());
        DaemonApi api = new DaemonApi(evac.home());
        evac.until(
                "it has moved",
                () -> api.run("R-1").map(run -> state(run, "vm-1")).stream().anyMatch("verified"::equals));

        HttpResponse<String> again = ask(evac, link, "when=now");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
        early.assertWhole(hosts.instances("h2").resolve("vm-1"));
        assertThat(early.processes()).isEqualTo(1);
        evac.expect(0, "cancel", "R-1");
        evac.awaitEnd("R-1");
        assertThat(patient.processes()).as("the other waited for its window").isEqualTo(1);
        assertThat(hosts.instances("h1").resolve("vm-2")).exists();
        assertHooksWereCalled();
        evac.stopDaemon();
    }

    private void assertHooksWereCalled() throws IOException {
        List<String> notes = Files.readAllLines(folder.resolve("notes"));
        List<String> ofOne =
                notes.stream().filter(note -> note.contains("-cutover ")).toList();
        assertThat(ofOne).as(notes + "").hasSizeBetween(2, 3);
        assertThat(ofOne.getFirst()).isEqualTo("before-cutover h1 vm-1 h2 ");
        assertThat(ofOne.getLast()).matches("after-cutover h1 vm-1 h2 (moved|verified)");
        assertThat(notes.getFirst()).startsWith("before-host h1");
        assertThat(notes.getLast()).startsWith("after-host h1").endsWith("incomplete");
    }

    /** A slow machine only takes longer: what is shared is seen by how much time the two took at least. */
    @Test
    void twoTransfersOfAHostShareItsLimit() throws Exception {
        for (String name : List.of("vm-1", "vm-2")) {
            TestInstance.create(hosts, "h1", name, 3072);
        }
        hosts.limit("h1", "8Mbit");
        EvacProcess evac = evac();
        evac.serve("", Map.of());
        Path list = Files.writeString(folder.resolve("list.csv"), "instance,host,type\n*,h1,semi-live\n");
        evac.expect(0, "run", list.toString(), "--yes", "--wait");

        JsonNode moves =
                evac.expect(0, "report", "R-1", "--output", "json").json().get("moves");
        List<JsonNode> copies = StreamSupport.stream(moves.spliterator(), false)
                .flatMap(move -> StreamSupport.stream(move.get("phases").spliterator(), false))
                .filter(phase -> phase.get("phase").asString().equals("full-sync"))
                .toList();
        assertThat(copies).hasSize(2);
        Instant begun = copies.stream()
                .map(phase -> at(phase, "started"))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant ended = copies.stream()
                .map(phase -> at(phase, "ended"))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Duration alone = Duration.ofMillis(3072L * 1024 * 8 / 8_000);
        assertThat(Duration.between(begun, ended))
                .as("both, of which each by itself takes " + alone)
                .isGreaterThan(alone.multipliedBy(8).dividedBy(5));
        evac.stopDaemon();
    }

    private static Instant at(JsonNode phase, String field) {
        return OffsetDateTime.parse(phase.get(field).asString()).toInstant();
    }

    private static String state(JsonNode run, String instance) {
        return StreamSupport.stream(run.get("moves").spliterator(), false)
                .filter(move -> move.get("instance").asString().equals(instance))
                .map(move -> move.get("state").asString())
                .findFirst()
                .orElseThrow();
    }

    /** A path: the name of the proxy in front of the daemon leads nowhere here. */
    private String link(String owner) throws Exception {
        var message = Arrays.stream(mail.getReceivedMessages())
                .filter(each -> addressedTo(each, owner))
                .findFirst()
                .orElseThrow();
        String text = String.valueOf(message.getContent());
        Matcher link = LINK.matcher(text);
        assertThat(link.find()).as(text).isTrue();
        return link.group(1);
    }

    private static boolean addressedTo(jakarta.mail.internet.MimeMessage message, String owner) {
        try {
            return message.getAllRecipients()[0].toString().equals(owner);
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Without a form the page is looked at. */
    private static HttpResponse<String> ask(EvacProcess evac, String path, String form) throws Exception {
        String port = Files.readString(evac.home().resolve("port")).strip();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!form.isEmpty()) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private EvacProcess evac() throws IOException {
        Path note = Files.writeString(folder.resolve("note"), """
                #!/bin/sh
                echo "$EVAC_HOOK $EVAC_HOST $EVAC_INSTANCE $EVAC_TO $EVAC_OUTCOME" >>%s/notes
                """.formatted(folder));
        Files.setPosixFilePermissions(note, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new EvacProcess(
                Files.createDirectories(folder.resolve("home")),
                hosts.config(),
                List.of(
                        "evac.url=https://evac.example.org",
                        "evac.hooks.note.command=" + note,
                        "evac.mail.host=" + mail.getSmtp().getServerSetup().getBindAddress(),
                        "evac.mail.port=" + mail.getSmtp().getPort(),
                        "evac.mail.from=evac@example.org"));
    }
}

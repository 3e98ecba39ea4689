package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Texts;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Names that are programs to somebody, through every door: refused or carried as data, and nothing is lost or executed. */
class HostileNamesIT {
    private static final Pattern TABLE = Pattern.compile("(?i)CREATE TABLE");

    @TempDir
    private Path folder;

    private HostileNames names;
    private LoopbackHosts hosts;
    private EvacProcess evac;
    private TestInstance one;
    private Process daemon;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        names = new HostileNames(Path.of("/tmp/pwned-" + UUID.randomUUID()));
        hosts = new LoopbackHosts(2, folder);
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), hosts.config(), List.of());
        one = TestInstance.create(hosts, "h1", "vm-1", 16);
        for (String name : names.ofDirectories()) {
            Path directory = Files.createDirectories(hosts.instances("h1").resolve(name));
            Files.writeString(directory.resolve("instance.yaml"), "status: exit 3\n");
        }
        daemon = evac.serve("", Map.of());
    }

    @AfterEach
    void nothingWasExecutedAndNothingLost() throws Exception {
        daemon.destroy();
        daemon.waitFor();
        hosts.stopGuards();
        one.kill();
        hosts.close();
        assertThat(names.sung(folder)).as("one was executed").isFalse();
        assertThat(hosts.instances("h1").toFile().list())
                .contains(names.ofDirectories().toArray(String[]::new));
        try (Connection database = DriverManager.getConnection(
                        "jdbc:h2:async:" + evac.home().resolve("evac"), "evac", "");
                ResultSet tables =
                        database.getMetaData().getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
            List<String> there = new ArrayList<>();
            while (tables.next()) {
                there.add(tables.getString("TABLE_NAME"));
            }
            assertThat(there).hasSize(made() + 1).contains("evac_schema_history");
        }
    }

    private static int made() throws IOException {
        int made = 0;
        try (Stream<Path> migrations = Files.list(Path.of("sql/h2"))) {
            for (Path each : migrations.toList()) {
                made += (int) TABLE.matcher(Files.readString(each)).results().count();
            }
        }
        return made;
    }

    @Test
    void through_lists_and_what_hosts_answer() throws Exception {
        Path list = Files.writeString(
                folder.resolve("list.csv"),
                names.all().stream()
                        .flatMap(name -> Stream.of(quoted(name) + ",h1", "vm-2," + quoted(name)))
                        .collect(Collectors.joining("\n", "instance,host\nvm-1,h1\n", "\n")));
        assertThat(harmless(1, "list", "check", list.toString()).out()).contains("list.csv:3:", "Maybe");
        assertThat(harmless(0, "plan", list.toString()).out()).contains("vm-1");
        EvacProcess.Said run = harmless(0, "run", list.toString(), "--yes", "--wait");
        assertThat(run.exit()).as(run + evac.log()).isZero();
        one.assertWhole(hosts.instances("h2").resolve("vm-1"));
        for (String form : List.of("table", "json", "ndjson", "html", "csv")) {
            String report = harmless(0, "report", "R-1", "--output", form).out();
            assertThat(report).contains("vm-1");
            if (form.equals("html")) {
                assertThat(report).doesNotContain("<script>alert", "<script src=//evil");
            }
            if (form.equals("csv")) {
                assertThat(report).contains("'=cmd", "'-rf").doesNotContain(",=", ",\"=", ",-rf");
            }
        }
        String hostList = harmless(0, "host", "list", "--output", "csv").out();
        assertThat(hostList).contains("h1").doesNotContainPattern("(^|,)\"?[=@]");
        harmless(0, "host", "list");
        harmless(0, "events", "R-1");
        evac.run("host", "doctor");
    }

    @Test
    void through_descriptors_and_hosts_files() throws Exception {
        for (String name : names.all()) {
            String yaml = JsonMapper.shared().writeValueAsString(name);
            Path job = Files.writeString(
                    folder.resolve("job.yaml"),
                    "name: %s\nlist: %s\nwindow: {cron: %s, zone: %s}\nhooks: [{at: before-cutover, call: %s}]\n"
                            .formatted(yaml, yaml, yaml, yaml, yaml));
            assertThat(harmless(1, "schedule", "add", job.toString()).err()).contains("Maybe");
            if (name.startsWith("$") || name.startsWith("-") || name.startsWith("\u001b")) {
                Path config = Files.createDirectories(folder.resolve("other"));
                Files.writeString(
                        config.resolve("hosts.yaml"),
                        "hosts: [{name: %s, address: %s, user: %s, driver: files, files: {root: %s}}]\n"
                                .formatted(yaml, yaml, yaml, yaml));
                EvacProcess other =
                        new EvacProcess(Files.createDirectories(folder.resolve("other-home")), config, List.of());
                EvacProcess.Said said = other.run("host", "doctor");
                assertThat(said.exit()).as(name).isNotZero();
                assertHarmless(said.out() + said.err());
                other.stopDaemon();
            }
        }
    }

    @Test
    void through_the_api() throws Exception {
        RawDoor door = new RawDoor(evac.home());
        for (String name : names.all()) {
            String part = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            String json = JsonMapper.shared().writeValueAsString(name);
            String csv = "instance,host\n" + quoted(name) + ",h1\nvm-1," + quoted(name) + "\n";
            refused(name, door.send("GET", "/runs/" + part, "application/json", ""));
            refused(name, door.send("GET", "/runs/R-1/report?format=" + part, "application/json", ""));
            refused(name, door.send("POST", "/runs/" + part + "/pause", "application/json", "{}"));
            refused(name, door.send("GET", "/plans/" + part, "application/json", ""));
            refused(name, door.send("POST", "/runs", "application/json", "{\"plan\":" + json + "}"));
            refused(name, door.send("PUT", "/hosts/" + part + "/cordon", "application/json", "{\"cordoned\":true}"));
            refused(name, door.send("GET", "/hosts/doctor?host=" + part, "application/json", ""));
            refused(name, door.send("GET", "/schedules/" + part, "application/json", ""));
            refused(name, door.send("DELETE", "/tokens/" + part, "application/json", ""));
            refused(
                    name,
                    door.send(
                            "POST",
                            "/tokens",
                            "application/json",
                            "{\"name\":" + json + ",\"role\":\"viewer\",\"expires\":\"9d\"}"));
            refused(
                    name,
                    door.send(
                            "PUT",
                            "/schedules/" + part,
                            "application/json",
                            "{\"list\":\"l.csv\",\"csv\":\"aW5zdGFuY2UsaG9zdAp2bS0xLGgxCg==\",\"cron\":\"0 0 1 * * ?\","
                                    + "\"zone\":\"UTC\",\"hooks\":" + json + "}"));
            HttpResponse<String> checked = door.send("POST", "/lists/check", "text/csv", csv);
            assertThat(checked.statusCode()).as(name).isEqualTo(200);
            assertHarmless(checked.body());
            HttpResponse<String> planned = door.send(
                    "POST",
                    "/plans",
                    "application/json",
                    "{\"file\":" + json + ",\"csv\":"
                            + JsonMapper.shared().writeValueAsString(csv.getBytes(StandardCharsets.UTF_8)) + "}");
            assertThat(planned.statusCode()).as(name + planned.body()).isIn(200, 400, 422);
            assertHarmless(planned.body());
        }
        for (String actor : names.all()) {
            String said = actor.replaceAll("[\\r\\n\\x00]", "");
            String head = door.head(
                    "PUT",
                    "/api/v1/hosts/h2/cordon",
                    Map.of(
                            "Authorization",
                            "Bearer " + door.token(),
                            "X-Evac-Actor",
                            said,
                            "Content-Type",
                            "application/json",
                            "Content-Length",
                            "17"));
            try (Socket socket = door.open(head + "{\"cordoned\":true}")) {
                assertThat(RawDoor.line(socket)).as(actor).matches("HTTP/1.1 (200|400).*|");
            }
        }
        assertThat(harmless(0, "host", "list").out()).contains("h2");
    }

    private void refused(String name, HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as(name + ": " + answer.request() + answer.body())
                .isBetween(400, 499);
        assertHarmless(answer.body());
    }

    private EvacProcess.Said harmless(int exit, String... command) throws IOException, InterruptedException {
        EvacProcess.Said said = evac.expect(exit, command);
        assertHarmless(said.out());
        assertHarmless(said.err());
        return said;
    }

    /** Nothing in it steers a terminal. */
    private static void assertHarmless(String text) {
        assertThat(text.replaceAll("[\\n\\r]", "")).doesNotContainPattern(Texts.STEERING);
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }
}

package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.api.FakeFacades;
import io.evac.api.TestDaemon;
import io.evac.daemon.Home;
import io.evac.schedule.Schedules.Schedule;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Real files, and a real door with fixed façades behind it. */
@ExtendWith(OutputCaptureExtension.class)
class JobFolderTest {
    @TempDir
    static Path home;

    private static ConfigurableApplicationContext context;
    private static Client client;
    private static List<Schedule> kept;

    @TempDir
    Path jobs;

    private JobFolder folder;

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(home, Optional.empty(), false);
        Home state = new Home(home);
        client = new Client(
                URI.create("http://127.0.0.1:" + Home.read(state.port()).orElseThrow()),
                Home.read(state.token()).orElseThrow());
        kept = context.getBean(FakeFacades.Asked.class).schedules;
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void empty() throws IOException {
        kept.clear();
        folder = new JobFolder(jobs, client);
        write("rack7.csv", "instance,host\nweb-01,alpha\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(jobs.resolve(name), text);
    }

    private static String job(String name, String hour) {
        return """
                name: %s
                list: rack7.csv
                window: {start: "2126-12-05T%s:00", zone: Europe/Berlin}
                """.formatted(name, hour);
    }

    private static String hour() {
        assertThat(kept).hasSize(1);
        return kept.getFirst().at().orElseThrow().toLocalTime().toString();
    }

    @Test
    void aDescriptorIsTakenWhenTwoLooksFindTheSame() throws IOException {
        write("rack7.yaml", job("rack7", "21"));
        write(".rack7.yaml.swp.yaml", "half");
        write("notes.txt", "no descriptor");
        folder.look();
        assertThat(kept).as("it may be half written").isEmpty();
        write("rack7.yaml", job("rack7", "22"));
        folder.look();
        assertThat(kept).as("it was").isEmpty();
        folder.look();
        assertThat(hour()).isEqualTo("22:00");
        kept.clear();
        folder.look();
        folder.look();
        assertThat(kept).as("nothing has changed").isEmpty();
    }

    @Test
    void aChangedListIsTakenAsWell() throws IOException {
        write("rack7.yaml", job("rack7", "22"));
        folder.look();
        folder.look();
        write("rack7.csv", "instance,host\nweb-02,alpha\n");
        folder.look();
        folder.look();
        assertThat(kept).hasSize(1);
        assertThat(new String(kept.getFirst().csv(), StandardCharsets.UTF_8)).contains("web-02");
    }

    @Test
    void whatCannotBeUsedIsToldOfOnceAndItsScheduleStays(CapturedOutput said) throws IOException {
        write("rack7.yaml", job("rack7", "22"));
        folder.look();
        folder.look();
        write("rack7.yaml", job("rack7", "23") + "wnidow: {}\n");
        for (int look = 0; look < 4; look++) {
            folder.look();
        }
        assertThat(hour()).isEqualTo("22:00");
        assertThat(said.getAll().split("rack7.yaml:4:1", -1))
                .as("told once, with its line")
                .hasSize(2);
        assertThat(said).contains("EVAC-540").contains("stays as it was");
        write("rack7.yaml", job("rack7", "23"));
        folder.look();
        folder.look();
        assertThat(hour()).isEqualTo("23:00");
    }

    @Test
    void whatIsOddStandsInNobodysWay(CapturedOutput said) throws IOException {
        write("device.yaml", job("device", "21").replace("rack7.csv", "/dev/zero"));
        write("folder.yaml", job("folder", "21").replace("rack7.csv", "/"));
        write("calendar.yaml", job("calendar", "21") + "calendars: [/dev/zero]\n");
        write("zone.yaml", job("zone", "22"));
        folder.look();
        folder.look();
        assertThat(hour()).isEqualTo("22:00");
        assertThat(said.getAll().split("it is no file", -1)).hasSize(4);
    }

    @Test
    void ofTwoWithOneNameNeitherIsTakenUntilOneIsLeft(CapturedOutput said) throws IOException {
        write("a.yaml", job("rack7", "21"));
        write("b.yml", job("Rack7", "22"));
        folder.look();
        folder.look();
        assertThat(kept).isEmpty();
        assertThat(said).contains("EVAC-548");
        Files.delete(jobs.resolve("a.yaml"));
        folder.look();
        folder.look();
        assertThat(hour()).isEqualTo("22:00");
        assertThat(said).contains("a.yaml\" is gone");
    }

    @Test
    void aDescriptorIsTriedAgainWhenTheDaemonIsAwayAndItsScheduleOutlivesIt(CapturedOutput said) throws IOException {
        write("rack7.yaml", job("rack7", "22"));
        Client nobody = new Client(URI.create("http://127.0.0.1:1"), "token");
        JobFolder deaf = new JobFolder(jobs, nobody);
        deaf.look();
        deaf.look();
        deaf.look();
        assertThat(said).doesNotContain("cannot be used");
        folder.look();
        folder.look();
        assertThat(hour()).isEqualTo("22:00");
        Files.delete(jobs.resolve("rack7.yaml"));
        folder.look();
        assertThat(hour()).isEqualTo("22:00");
        Path away = jobs.resolveSibling(jobs.getFileName() + "-away");
        Files.move(jobs, away);
        folder.look();
        folder.look();
        assertThat(said.getAll().split("are not picked up", -1)).as("told once").hasSize(2);
        Files.move(away, jobs);
    }
}

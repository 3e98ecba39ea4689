package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.FileProblemsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobDescriptorTest {
    private static final Path FILE = Path.of("/jobs/rack7.yaml");

    @Test
    void theDescriptorOfTheContractIsRead() throws FileProblemsException {
        JobDescriptor job = read("""
                name: rack7-firmware
                list: rack7.csv
                window: {start: "2026-12-05T22:00", end: "2026-12-06T02:00", zone: Europe/Berlin, lockout: 30m, capacity: 4}
                preSync: {start: 24h, topUp: 10m}
                policy: {type: auto, downtime: 60s, rounds: 10, notConverging: postpone, guestRefusesStop: skip, stopAfter: 3, finalize: 7d}
                notify: [{mail: ops@example.org}, {webhook: https://example.org/hook, on: [needs-human, finished]}]
                reminder: 24h
                bandwidth: [{from: "08:00", to: "18:00", limit: 100Mbit}, {from: "18:00", to: "08:00", limit: 1Gbit}]
                """);
        assertThat(job.name()).isEqualTo("rack7-firmware");
        assertThat(job.list()).isEqualTo(Path.of("/jobs/rack7.csv"));
        assertThat(job.start()).contains(LocalDateTime.parse("2026-12-05T22:00"));
        assertThat(job.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(job.policy()).containsEntry("finalize", "7d").containsEntry("stopAfter", 3);
        assertThat(job.limits().orElseThrow())
                .containsEntry("end", "2026-12-06T02:00")
                .containsEntry("lockout", "30m")
                .containsEntry("capacity", 4);
        assertThat(job.limits().orElseThrow()).containsEntry("preSync", Map.of("start", "1d", "topUp", "10m"));
        assertThat(job.told())
                .containsExactly(
                        Map.of("mail", "ops@example.org"),
                        Map.of("webhook", "https://example.org/hook", "on", List.of("needs-human", "finished")));
        assertThat(job.reminder()).contains(Duration.ofHours(24));
        assertThat(job.bandwidth()).hasToString("08:00-18:00=100Mbit,18:00-08:00=1Gbit");
    }

    @Test
    void aBandwidthIsARateOrATimetable() throws FileProblemsException {
        assertThat(read("name: a\nlist: x.csv\n").bandwidth()).isEqualTo(Bandwidth.UNLIMITED);
        assertThat(read("name: a\nlist: x.csv\nbandwidth: 300Mbit\n").bandwidth())
                .isEqualTo(Bandwidth.parse("300Mbit"));
        assertThatThrownBy(() -> read("name: a\nlist: x.csv\nbandwidth: [{from: \"8\", to: \"18:00\"}]\n"))
                .hasMessageContaining("/jobs/rack7.yaml:3:")
                .hasMessageContaining("not a time of day")
                .hasMessageContaining("limit");
    }

    @Test
    void hooksHaveAPointANameAndPerhapsAnEffectOfFailure() throws FileProblemsException {
        assertThat(read("name: a\nlist: x.csv\n").hooks().isEmpty()).isTrue();
        assertThat(read("""
                name: a
                list: x.csv
                hooks:
                  - {at: before-cutover, call: lb-out}
                  - {at: after-cutover, call: lb-in, failure: stop}
                """).hooks()).hasToString("before-cutover=lb-out:stop,after-cutover=lb-in:stop");
        assertThatThrownBy(() -> read("""
                name: a
                list: x.csv
                hooks:
                  - {at: before-lunch, call: lb-out}
                  - {at: after-host, call: /bin/sh, failure: maybe}
                  - {call: lb-in, command: [reboot]}
                """))
                .hasMessageContaining("/jobs/rack7.yaml:4:10: at: not a point for a hook: \"before-lunch\"")
                .hasMessageContaining("/jobs/rack7.yaml:5:28: call: not the name of a hook: \"/bin/sh\"")
                .hasMessageContaining("/jobs/rack7.yaml:5:46: failure: not what may follow: \"maybe\"")
                .hasMessageContaining("/jobs/rack7.yaml:6:")
                .hasMessageContaining("command");
    }

    @Test
    void linksAreForOwnersAndHostsAreForLinks() throws FileProblemsException {
        assertThat(read("name: a\nlist: x.csv\nnotify: [{owners: true, links: true, hosts: [h1, h2]}]\n")
                        .told())
                .containsExactly(Map.of("owners", true, "links", true, "hosts", List.of("h1", "h2")));
        assertThatThrownBy(() -> read("name: a\nlist: x.csv\nnotify: [{mail: a@example.org, links: true}]\n"))
                .hasMessageContaining("/jobs/rack7.yaml:3:")
                .hasMessageContaining("links are for owners only");
        assertThatThrownBy(() -> read("name: a\nlist: x.csv\nnotify: [{owners: true, hosts: [h1]}]\n"))
                .hasMessageContaining("/jobs/rack7.yaml:3:")
                .hasMessageContaining("Maybe {owners: true, links: true, hosts: [h1]}");
    }

    @Test
    void aReminderNeedsSomebody() {
        assertThatThrownBy(() -> read("name: a\nlist: x.csv\nreminder: 24h\n"))
                .hasMessageContaining("/jobs/rack7.yaml:3:")
                .hasMessageContaining("nobody is told");
    }

    @Test
    void calendarsLieBesideTheDescriptorAndPreSyncNeedsAWindowThatEnds() throws Exception {
        assertThat(read("name: a\nlist: x.csv\ncalendars: [b.ics]\n"
                                + "window: {cron: \"0 0 22 ? * SAT\", calendars: [a.ics]}\n")
                        .calendars())
                .containsExactly(Path.of("/jobs/a.ics"), Path.of("/jobs/b.ics"));
        assertThatThrownBy(
                        () -> read("name: a\nlist: x.csv\nwindow: {cron: \"0 0 22 ? * SAT\"}\npreSync: {start: 24h}\n"))
                .hasMessageContaining("/jobs/rack7.yaml:4:")
                .hasMessageContaining("no window with an end");
        assertThatThrownBy(() -> read("name: a\nlist: x.csv\n"
                        + "window: {cron: \"0 0 22 ? * SAT\", duration: 4h}\npreSync: {topUp: 5m}\n"))
                .hasMessageContaining("/jobs/rack7.yaml:4:");
    }

    @Test
    void aWindowEndsInOneWay() throws Exception {
        for (String window : List.of(
                "{start: \"2026-12-05T22:00\", end: \"2026-12-06T02:00\", duration: 4h}",
                "{cron: \"0 0 22 ? * SAT\", end: \"2026-12-06T02:00\"}",
                "{cron: \"0 0 22 ? * SAT\", lockout: 30m}",
                "{start: \"2026-12-05T22:00\", capacity: 2}",
                "{start: \"2026-12-05T22:00\", end: \"2026-12-05T21:00\"}")) {
            assertThatThrownBy(() -> read("name: a\nlist: x.csv\nwindow: " + window + "\n"))
                    .as(window)
                    .isInstanceOf(FileProblemsException.class)
                    .hasMessageContaining("/jobs/rack7.yaml:3:");
        }
        assertThat(read("name: a\nlist: x.csv\nwindow: {cron: \"0 0 22 ? * SAT\", duration: 4h}\n")
                        .limits())
                .contains(Map.of("duration", "4h"));
    }

    @Test
    void everyProblemIsNamedAtItsPlace() {
        assertThatThrownBy(() -> read("""
                        name: "a b"
                        list: x.csv
                        windw: {}
                        window: {start: tomorrow, cron: "0 0 22 ? * SAT"}
                        policy: {downtime: long, notConverging: maybe, convergence: post-copy}
                        """))
                .isInstanceOf(FileProblemsException.class)
                .hasMessageContaining("/jobs/rack7.yaml:1:7: name: not a name")
                .hasMessageContaining("/jobs/rack7.yaml:3:1: ")
                .hasMessageContaining("/jobs/rack7.yaml:4:17: start: not a local time")
                .hasMessageContaining("/jobs/rack7.yaml:5:20: downtime: not a duration")
                .hasMessageContaining("/jobs/rack7.yaml:5:41: notConverging: not a word")
                .hasMessageContaining(
                        "/jobs/rack7.yaml:5:61: convergence: post-copy is not done: the destination would run")
                .hasMessageContaining("Maybe auto-converge, a longer downtime")
                .hasMessageContaining("Maybe postpone or ");
    }

    @Test
    void aWindowStartsOnceOrRecurs() {
        assertThatThrownBy(() -> read("name: a\nlist: b\nwindow: {zone: UTC}\n"))
                .hasMessageContaining("a window needs start or cron");
        assertThatThrownBy(() ->
                        read("name: a\nlist: b\nwindow: {start: \"2026-12-05T22:00\", end: \"2026-12-05T21:00\"}\n"))
                .hasMessageContaining("the window ends before it starts");
    }

    private static JobDescriptor read(String text) throws FileProblemsException {
        return JobDescriptor.read(FILE, text.getBytes(StandardCharsets.UTF_8), ZoneOffset.UTC);
    }
}

package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.api.FakeFacades;
import io.evac.api.TestDaemon;
import io.evac.daemon.Home;
import io.evac.inventory.HostName;
import io.evac.notice.Target;
import io.evac.notice.What;
import io.evac.report.EventReport;
import io.evac.report.RunSamples;
import io.evac.report.RunText;
import io.evac.run.Runs.RefusedException;
import io.evac.schedule.Schedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Commands against a real door with fixed façades behind it. */
class CommandsTest {
    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static Map<String, String> environment;
    private static String server;
    private static FakeFacades.Asked asked;
    private static Path list;

    @BeforeAll
    static void start() throws IOException {
        context = TestDaemon.start(folder, Optional.empty(), false);
        Home home = new Home(folder);
        server = "http://127.0.0.1:" + Home.read(home.port()).orElseThrow();
        environment = Map.of("EVAC_TOKEN", Home.read(home.token()).orElseThrow());
        asked = context.getBean(FakeFacades.Asked.class);
        list = Files.writeString(folder.resolve("rack7.csv"), "instance,host\nweb-01,alpha\n");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void forget() {
        asked.calls.clear();
        asked.refusal = Optional.empty();
        asked.run = RunSamples.ended();
    }

    @Test
    void aPlanIsShownAndNothingIsChanged() {
        Typed typed =
                evac("plan", list.toString(), "--select", "host=alpha", "--accept", "EVAC-244,EVAC-246", "--commands");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out())
                .startsWith("Plan P-9f3c21ab (sha256 9f3c21ab9f3c…)  list rack7.csv\n")
                .contains("MOVE    web-01    alpha → beta  semi-live  2MiB  ~1m 30s  downtime ~800ms  most room")
                .contains("REFUSE  =mail-03  alpha         EVAC-214 no host has 64GiB free. Maybe add a host.")
                .contains("WARNING beta's clock is 3 s ahead")
                .contains("Plan: 1 to move, 1 refused")
                .contains("alpha: tar -c web-01");
        assertThat(typed.err()).contains("Nothing has been changed. Next: evac apply P-9f3c21ab");
        assertThat(asked.request.accept()).containsExactlyInAnyOrder("EVAC-244", "EVAC-246");
        assertThat(asked.request.select()).containsExactly("host=alpha");
        assertThat(new String(asked.request.csv(), StandardCharsets.UTF_8)).startsWith("instance,host");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void theWayBackIsAPlanLikeAnyOther() throws IOException {
        Path file = folder.resolve("back.json");
        Typed typed = evac("restore", "beta", "--accept", "EVAC-244", "-o", file.toString(), "--commands");
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).startsWith("Plan P-9f3c21ab").contains("alpha: tar -c web-01");
        assertThat(typed.err()).contains("Nothing has been changed. Next: evac apply P-9f3c21ab");
        assertThat(file).hasContent("{\"id\":\"P-9f3c21ab\"}");
        assertThat(evac("restore", "beta", "--fail-on-refusal").exit()).isEqualTo(3);
        assertThat(evac("restore", "beta", "--output", "json").out()).contains("\"schemaVersion\" : 1");
        assertThat(evac("restore").exit()).isEqualTo(2);
        assertThat(asked.calls).first().isEqualTo("restore beta [EVAC-244]");
    }

    @Test
    void aPlanComesAsJsonCsvAndFile() throws IOException {
        assertThat(evac("plan", list.toString(), "--output", "json").out())
                .contains("\"schemaVersion\" : 1")
                .contains("\"bytesTotal\" : 2097152");
        assertThat(evac("plan", list.toString(), "--output", "csv").out()).contains("refuse,3,,'=mail-03,alpha");
        Path file = folder.resolve("plan.json");
        evac("plan", list.toString(), "-o", file.toString());
        assertThat(file).hasContent("{\"id\":\"P-9f3c21ab\"}");
    }

    @Test
    void refusalsAreAnExitCodeOnlyWhenAskedFor() {
        assertThat(evac("plan", list.toString(), "--fail-on-refusal").exit()).isEqualTo(3);
        assertThat(evac("run", list.toString(), "--fail-on-refusal", "--yes").exit())
                .isEqualTo(3);
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void withoutATerminalNobodyIsAsked() {
        Typed typed = evac("apply", "P-9f3c21ab");
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.err()).contains("Maybe add --yes");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void theDefaultAnswerIsNo() {
        for (String keys : List.of("\n", "", "n\n", "nonsense\n")) {
            assertThat(Typed.answering(environment, keys, "apply", "P-9f3c21ab", "--server", server)
                            .exit())
                    .isEqualTo(1);
        }
        assertThat(asked.calls).isEmpty();
        assertThat(Typed.answering(environment, "y\n", "apply", "P-9f3c21ab", "--server", server)
                        .exit())
                .isZero();
        assertThat(asked.calls).hasSize(1).first().asString().startsWith("apply P-9f3c21ab by ");
    }

    @Test
    void aStalePlanIsExitCodeFourWithItsDifferences() {
        asked.refusal = Optional.of(
                new RefusedException(4, "EVAC-504", "the plan is stale:\nweb-01 is gone", "Maybe plan again."));
        Typed typed = evac("apply", "P-9f3c21ab", "--yes");
        assertThat(typed.exit()).isEqualTo(4);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .contains("the plan is stale:\n      web-01 is gone")
                .contains("Maybe plan again. [EVAC-504]");
    }

    @Test
    void waitingEndsWithTheRunsOwnExitCode() {
        Typed typed = evac("apply", "P-9f3c21ab", "--yes", "--wait");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.out()).contains("Recap per source host");
        assertThat(typed.err())
                .contains("R-17, the run of P-9f3c21ab, is over. For another run plan again: evac plan LIST");
        assertThat(typed.err()).contains("R-17 finished-with-failures").doesNotContain("web-01 → beta  full-sync");
        asked.run = RunSamples.run("needs-attention", List.of());
        assertThat(evac("watch", "R-17").exit()).isEqualTo(6);
        asked.run = RunSamples.run("paused", List.of());
        assertThat(evac("watch", "R-17").exit()).isEqualTo(5);
        asked.run = RunSamples.run("interrupted", List.of());
        Typed interrupted = evac("resume", "R-17", "--wait");
        assertThat(interrupted.exit()).isEqualTo(1);
        assertThat(interrupted.err()).contains("Next: evac resume R-17 --wait");
        asked.run = RunSamples.run("finished", List.of());
        assertThat(evac("watch", "R-17", "--output", "json").exit()).isZero();
    }

    @Test
    void everyVerbReachesItsRun() {
        for (String verb : List.of("pause", "resume", "cancel", "retry", "rollback", "finalize")) {
            assertThat(evac(verb, "R-17", "web-01", "alpha/db-02").exit())
                    .as(verb)
                    .isZero();
        }
        assertThat(evac("retry", "R-17", "--failed").exit()).isZero();
        assertThat(evac("rollback", "R-17").exit()).isEqualTo(2);
        assertThat(evac("retry", "R-17", "--failed", "web-01").exit()).isEqualTo(2);
        assertThat(asked.calls)
                .contains("cancel R-17 [web-01, alpha/db-02]", "finalize R-17 [web-01, alpha/db-02]", "retry R-17 []")
                .hasSize(7);
    }

    @Test
    void whatADiscardLosesIsSaidAndConfirmedFirst() {
        Typed unasked = evac("rollback", "R-17", "alpha/web-01", "--discard");
        assertThat(unasked.exit()).isEqualTo(2);
        assertThat(unasked.err())
                .contains("alpha/web-01: the copy on alpha was parked 2026-12-05 22:01:30 +01:00")
                .contains("Everything that was written on beta since is lost.")
                .contains("Maybe add --yes");
        assertThat(asked.calls).isEmpty();
        String[] command = {"rollback", "R-17", "alpha/web-01", "--discard", "--server", server};
        assertThat(Typed.answering(environment, "n\n", command).exit()).isEqualTo(1);
        assertThat(asked.calls).isEmpty();
        assertThat(Typed.answering(environment, "y\n", command).exit()).isZero();
        assertThat(evac("rollback", "R-17", "alpha/web-01", "--discard", "--yes")
                        .exit())
                .isZero();
        assertThat(asked.calls).containsExactly("discard R-17 [alpha/web-01]", "discard R-17 [alpha/web-01]");
    }

    @Test
    void thatAHostIsOffIsConfirmedAndSentAlong() {
        assertThat(evac("retry", "R-17", "web-01", "--host-is-off", "beta").exit())
                .isEqualTo(2);
        assertThat(evac("retry", "R-17", "--host-is-off", "beta", "--yes").exit())
                .isEqualTo(2);
        assertThat(evac("rollback", "R-17", "web-01", "--host-is-off", "beta", "--yes")
                        .exit())
                .isEqualTo(2);
        assertThat(evac("retry", "R-17", "web-01", "--host-is-off", "beta", "--power-fence", "beta", "--yes")
                        .exit())
                .isEqualTo(2);
        assertThat(asked.calls).isEmpty();
        Typed typed = Typed.answering(
                environment, "y\n", "retry", "R-17", "web-01", "--power-fence", "beta", "--server", server);
        assertThat(typed.exit()).isZero();
        assertThat(typed.err())
                .contains("Everything that was written on beta since is lost.")
                .contains("Switch beta off, with all that runs there, and start the parked copies? [y/N]");
        assertThat(evac("retry", "R-17", "web-01", "--host-is-off", "beta", "--yes")
                        .exit())
                .isZero();
        assertThat(evac("rollback", "R-17", "web-01", "--discard", "--host-is-off", "beta", "--yes")
                        .exit())
                .isZero();
        assertThat(asked.calls)
                .containsExactly(
                        "retry R-17 [web-01] power-fence beta",
                        "retry R-17 [web-01] off beta",
                        "discard R-17 [web-01] off beta");
    }

    @Test
    void aRunIsLimitedByARateOrByTheTimeOfDay() {
        evac("apply", "P-9f3c21ab", "--yes", "--bandwidth", "300Mbit");
        assertThat(asked.calls.getLast()).startsWith("apply P-9f3c21ab within 300Mbit by ");
        assertThat(evac("apply", "P-9f3c21ab", "--yes", "--bandwidth", "3").err())
                .contains("not a rate: \"3\"");
        asked.calls.clear();
        evac("bandwidth", "R-17", "200Mbit");
        evac("bandwidth", "R-17", "08:00-18:00=100Mbit, 18:00-08:00=1Gbit");
        evac("bandwidth", "R-17", "none");
        String by = " by " + System.getProperty("user.name");
        assertThat(asked.calls)
                .containsExactly(
                        "limit R-17 200Mbit" + by,
                        "limit R-17 08:00-18:00=100Mbit,18:00-08:00=1Gbit" + by,
                        "limit R-17 none" + by);
        asked.calls.clear();
        assertThat(evac("bandwidth", "R-17").exit()).isEqualTo(2);
        assertThat(evac("bandwidth", "R-17", "much").err())
                .contains("not a rate: \"much\". Maybe write it like 100Mbit");
        assertThat(evac("bandwidth", "R-17", "8:00-18:00=1Gbit").err()).contains("not hours and a limit");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void aRunCallsTheHooksThatAreNamed() {
        evac("apply", "P-9f3c21ab", "--yes", "--hook", "before-cutover=lb-out", "--hook", "after-cutover=lb-in:stop");
        assertThat(asked.calls.getLast())
                .startsWith("apply P-9f3c21ab calling before-cutover=lb-out:stop,after-cutover=lb-in:stop by ");
        evac("apply", "P-9f3c21ab", "--yes", "--hook", "none");
        assertThat(asked.calls.getLast()).startsWith("apply P-9f3c21ab calling none by ");
        evac("hooks", "R-17", "before-host=lb-out:go-on, after-host=lb-in");
        assertThat(asked.calls.getLast()).startsWith("hooks R-17 before-host=lb-out:go-on,after-host=lb-in:go-on by ");
        evac("hooks", "R-17", "none");
        assertThat(asked.calls.getLast()).startsWith("hooks R-17 none by ");
        asked.calls.clear();
        assertThat(evac("hooks", "R-17").exit()).isEqualTo(2);
        assertThat(evac("hooks", "R-17", "lb-out").err()).contains("not a hook: \"lb-out\". Maybe before-cutover=NAME");
        assertThat(evac("apply", "P-9f3c21ab", "--yes", "--hook", "before-cutover=lb-out:never")
                        .err())
                .contains("not what may follow: \"never\". Maybe stop or go-on");
        assertThat(evac("hooks", "R-17", "before-host=unknown").err())
                .contains("there is no hook unknown.", "Maybe add it");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void aCutoverIsSaidForNowForATimeOrForLater() {
        evac("cutover", "R-17", "web-01", "--now", "--outside-window");
        evac("cutover", "R-17", "--at", "2026-12-06T02:00+01:00");
        evac("cutover", "R-17", "web-01", "db-02", "--hold");
        String by = " by " + System.getProperty("user.name");
        assertThat(asked.calls)
                .containsExactly(
                        "cutover R-17 [web-01] cutover as soon as possible, also outside the window" + by,
                        "cutover R-17 [] cutover not before 2026-12-06T01:00:00Z" + by,
                        "cutover R-17 [web-01, db-02] cutover held back, copying goes on" + by);
        asked.calls.clear();
        assertThat(evac("cutover", "R-17").exit()).isEqualTo(2);
        assertThat(evac("cutover", "R-17", "--now", "--hold").exit()).isEqualTo(2);
        assertThat(evac("cutover", "R-17", "--now", "--outside-window").exit()).isEqualTo(2);
        assertThat(evac("cutover", "R-17", "web-01", "--hold", "--outside-window")
                        .exit())
                .isEqualTo(2);
        assertThat(evac("cutover", "R-17", "--at", "tomorrow").err()).contains("not a time: tomorrow. Maybe 02:00");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void aTimeOfDayIsTheNextOneOfThatName() {
        ZonedDateTime now = ZonedDateTime.parse("2026-12-05T23:00:00+01:00[Europe/Berlin]");
        assertThat(CutoverCommand.instant("23:30", now)).isEqualTo("2026-12-05T22:30:00Z");
        assertThat(CutoverCommand.instant("02:00", now)).isEqualTo("2026-12-06T01:00:00Z");
        assertThat(CutoverCommand.instant("2026-12-07T02:00", now)).isEqualTo("2026-12-07T01:00:00Z");
        assertThat(CutoverCommand.instant("2026-12-07T02:00Z", now)).isEqualTo("2026-12-07T02:00:00Z");
    }

    @Test
    void aTimeThatTheClocksSkipIsRefusedAndOneThatComesTwiceIsTheSecond() {
        ZonedDateTime spring = ZonedDateTime.parse("2027-03-27T23:00:00+01:00[Europe/Berlin]");
        for (String skipped : List.of("02:30", "2027-03-28T02:30")) {
            assertThatThrownBy(() -> CutoverCommand.instant(skipped, spring))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not exist in Europe/Berlin")
                    .hasMessageContaining("Maybe 2027-03-28T03:30");
        }
        assertThat(CutoverCommand.instant("02:30", spring.plusHours(12))).isEqualTo("2027-03-29T00:30:00Z");
        ZonedDateTime autumn = ZonedDateTime.parse("2026-10-25T02:40:00+02:00[Europe/Berlin]");
        assertThat(CutoverCommand.instant("02:30", autumn)).isEqualTo("2026-10-25T01:30:00Z");
        assertThat(CutoverCommand.instant("2026-10-25T02:30", autumn)).isEqualTo("2026-10-25T01:30:00Z");
    }

    @Test
    void aRunIsReportedInEveryForm() {
        assertThat(evac("status").out()).contains("R-17").contains("finished-with-failures");
        assertThat(evac("status", "R-17").out()).contains("2 moves: 1 failed");
        assertThat(evac("status", "R-17", "--output", "ndjson").out().lines()).hasSize(1);
        assertThat(evac("report", "R-17", "--output", "html").out()).startsWith("<!DOCTYPE html>");
        assertThat(evac("report", "R-17", "--output", "csv").out()).startsWith("run,row,");
        assertThat(evac("status", "R-17", "--output", "html").exit()).isEqualTo(2);
        assertThat(evac("status", "R-404").exit()).isEqualTo(1);
    }

    @Test
    void eventsAreLinesOrNdjson() {
        asked.events = List.of(new EventReport(
                7, RunSamples.START, "R-17", Optional.of("P-9f3c21ab.1"), "state", "jo", "run\u001b[2Jning"));
        assertThat(evac("events", "R-17").out()).contains("run\\u001b[2Jning").contains("(jo)");
        assertThat(evac("events", "R-17", "--follow", "--output", "ndjson").out())
                .startsWith("{\"number\":7,");
        assertThat(evac("events", "R-17", "--after", "7").out()).isEmpty();
    }

    @Test
    void tokensAreGivenShownAndTaken() {
        assertThat(evac("token", "list").err()).contains("No tokens");
        Typed given = evac("token", "create", "ci", "--role", "viewer");
        assertThat(given.out()).matches("evac_[A-Za-z0-9_-]{43}\\R");
        assertThat(given.err()).contains("Shown this once; viewer until").contains("evac token revoke ci");
        assertThat(evac("token", "list").out()).contains("ci", "viewer").doesNotContain("evac_");
        assertThat(evac("token", "create", "ci", "--role", "viewer").exit()).isEqualTo(Exit.ERROR);
        assertThat(evac("token", "revoke", "ci").exit()).isEqualTo(Exit.DONE);
        assertThat(evac("token", "revoke", "ci").exit()).isEqualTo(Exit.ERROR);
    }

    @Test
    void usersAreMadeShownAndRemovedAndTheirPasswordIsNoArgument() {
        assertThat(evac("user", "list").err()).contains("No users");
        Typed made = typing("four words are enough\n", "user", "create", "jo", "--role", "operator");
        assertThat(made.exit()).isZero();
        assertThat(made.out()).contains("jo", "operator").doesNotContain("words");
        assertThat(evac("user", "list", "--output", "csv").out())
                .contains("jo,operator,")
                .doesNotContain("$2a$");
        assertThat(typing("another four words\n", "user", "password", "jo").exit())
                .isZero();
        assertThat(typing("short\n", "user", "password", "jo").err()).contains("too short", "Maybe 12 characters");
        assertThat(typing("\n", "user", "password", "jo").err()).contains("EVAC-610");
        assertThat(typing("another four words\n", "user", "password", "uma").err())
                .contains("EVAC-608");
        assertThat(evac("user", "remove", "jo").exit()).isZero();
        assertThat(evac("user", "remove", "jo").err()).contains("EVAC-608");
    }

    @Test
    void theAuditTrailIsShownAndHarmless() {
        evac("host", "cordon", "alpha");
        Typed shown = evac("audit", "--limit", "1");
        assertThat(shown.out()).contains("host-cordon", "alpha", "done 20", "127.0.0.1");
        assertThat(shown.err()).contains("Next: evac audit --before ");
        assertThat(evac("audit", "--actor", "nobody").out()).startsWith("TIME");
        assertThat(evac("audit", "--output", "csv").out()).startsWith("number,at,actor,way,from,");
        assertThat(evac("audit", "--outcome", "fine").err()).contains("Maybe done, refused, failed");
    }

    @Test
    void hostsAreListedDoctoredAndCordoned() {
        Typed hosts = evac("host", "list");
        assertThat(hosts.out()).contains("unreachable").contains("no route. Maybe it is off");
        assertThat(hosts.exit()).isEqualTo(7);
        assertThat(evac("host", "doctor", "alpha", "beta").out().lines()).hasSize(2);
        evac("host", "cordon", "alpha");
        evac("host", "uncordon", "alpha");
        assertThat(asked.calls).containsExactly("cordon alpha true", "cordon alpha false");
    }

    @Test
    void aHostIsShownWithItsInstances() {
        Typed shown = evac("host", "show", "kvm1");
        assertThat(shown.exit()).isZero();
        assertThat(shown.out()).isEqualTo("""
                kvm1  libvirt  192.0.2.21  ready
                  used       2 cpu 96MiB 2GiB of 32 cpu 16GiB 1TiB
                  instances  1
                  libvirt    "libvirt 9.0.0"
                  pools      "default"
                  WARNING    a domain named "7" can be no instance. Maybe rename it

                web  running  2 cpu 96MiB 2GiB  autostart  semi-live, cold
                  disk  vda  qcow2  1GiB of 10GiB  on /images/mid.qcow2, on /images/\\u001b[2J.raw
                  disk  vdb  -      1GiB
                  nic  virtio  network default  52:54:00:01:02:04
                  nic  -       bridge br0
                  PROBLEM  it has no persistent definition. Maybe: virsh define its XML
                """);
        assertThat(evac("host", "show", "kvm1", "--output", "csv").out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(
                        "kvm1,web,7d1f2d1c-5a4f-4d59-9d84-3c1a5f0c7a11,running,2,100663296,2147483648,true,semi-live cold,"
                                + "vda qcow2 1073741824 10737418240 /images/mid.qcow2 ")
                .contains(",virtio network default 52:54:00:01:02:04; bridge br0,");
        Typed unreachable = evac("host", "show", "alpha");
        assertThat(unreachable.exit()).isEqualTo(7);
        assertThat(unreachable.err()).contains("EVAC-390", "no route", "Maybe it is off");
        Typed unknown = evac("host", "show", "nobody");
        assertThat(unknown.exit()).isEqualTo(Exit.ERROR);
        assertThat(unknown.err()).contains("EVAC-579", "host nobody is not in hosts.yaml");
        assertThat(evac("host", "show").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void aJobIsScheduledAndKeptOutsideItsWindow() throws IOException {
        Path job = folder.resolve("rack7.yaml");
        Files.writeString(job, """
                name: rack7
                list: rack7.csv
                window: {start: "2126-12-05T22:00", end: "2126-12-06T02:00", zone: Europe/Berlin, lockout: 30m}
                preSync: {start: 24h, topUp: 10m}
                calendars: [holidays.ics]
                notify: [{mail: ops@example.org, on: [needs-human]}, {owners: true, links: true, hosts: [alpha]}]
                policy: {downtime: 30s, notConverging: cutover-anyway}
                hooks: [{at: before-cutover, call: lb-out}]
                """);
        assertThat(evac("schedule", "add", job.toString()).err())
                .contains("EVAC-542")
                .contains("holidays.ics");
        Files.writeString(folder.resolve("holidays.ics"), "BEGIN:VCALENDAR\nEND:VCALENDAR\n");
        Typed dry = evac("schedule", "add", job.toString(), "--dry-run");
        assertThat(dry.out()).contains("2026-12-05 22:00 to 2026-12-06 02:00 Europe/Berlin");
        String known = Files.readString(job);
        Files.writeString(job, known.replace("hosts: [alpha]", "hosts: [aplha]"));
        assertThat(evac("schedule", "add", job.toString(), "--dry-run").err())
                .contains("aplha", "rack7.csv does not leave it.", "Maybe one of [alpha]");
        Files.writeString(job, known.replace("lb-out", "unknown"));
        assertThat(evac("schedule", "add", job.toString(), "--dry-run").err()).contains("there is no hook unknown.");
        Files.writeString(job, known);
        assertThat(asked.schedules).isEmpty();
        Typed typed = evac("schedule", "add", job.toString());
        assertThat(asked.schedules.getFirst().terms().hooks()).hasToString("before-cutover=lb-out:stop");
        assertThat(typed.out()).contains("rack7").contains("2026-12-05 22:00:00 +01:00");
        assertThat(asked.schedules.getFirst().policy().downtime()).hasSeconds(30);
        assertThat(evac("schedule", "list", "--output", "json").out()).contains("\"zone\" : \"Europe/Berlin\"");
        Schedules.Limits limits = asked.schedules.getFirst().limits().orElseThrow();
        assertThat(limits.lockout()).hasMinutes(30);
        assertThat(limits.preSync().orElseThrow().start()).hasHours(24);
        assertThat(asked.schedules.getFirst().told())
                .containsExactly(
                        new Target(Target.Kind.MAIL, "ops@example.org", Set.of(What.NEEDS_HUMAN)),
                        new Target(Target.Kind.OWNERS, "", Set.of(), true, Set.of(new HostName("alpha"))));
        assertThat(asked.schedules.getFirst().calendars())
                .containsExactly(new Schedules.CalendarFile("holidays.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"));
        assertThat(evac("schedule", "next", "rack7").out())
                .isEqualTo("2026-12-05 22:00 to 2026-12-06 02:00 Europe/Berlin,"
                        + " no cutover begins after 2026-12-06 01:30\n");
        assertThat(evac("schedule", "calendar").out()).startsWith("BEGIN:VCALENDAR\r\n");
        assertThat(evac("schedule", "run", "rack7").exit()).isZero();
        assertThat(evac("schedule", "disable", "nobody").exit()).isEqualTo(1);
        assertThat(evac("run", job.toString(), "--yes").exit()).isEqualTo(5);
    }

    @Test
    void aDryRunSaysSoFirstAndLast() {
        Typed typed = evac("run", list.toString(), "--dry-run");
        assertThat(typed.exit()).isZero();
        assertThat(typed.err())
                .startsWith("DRY RUN")
                .endsWith("DRY RUN: hosts are only looked at, nothing is changed\n");
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void theStatusIsWrittenByTheDaemonAndReadsTheSame() {
        assertThat(evac("status", "R-17").out()).isEqualTo(RunText.table(RunSamples.ended()));
        assertThat(evac("status", "R-17", "--output", "csv").out()).isEqualTo(RunText.csv(RunSamples.ended()));
        assertThat(evac("status").out()).startsWith("run ");
        assertThat(evac("status", "--output", "csv").out()).startsWith("id,state,");
    }

    private static Typed evac(String... arguments) {
        return Typed.at(environment, there(arguments));
    }

    private static Typed typing(String keys, String... arguments) {
        return Typed.answering(environment, keys, there(arguments));
    }

    private static String[] there(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", server));
        return all.toArray(String[]::new);
    }
}

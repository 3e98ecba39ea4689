package io.evac.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.evac.driver.simulated.ManualClock;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.journal.Database;
import io.evac.journal.DatabaseSettings;
import io.evac.journal.JdbcNoticeStore;
import io.evac.journal.JdbcPlanStore;
import io.evac.journal.JdbcProgress;
import io.evac.journal.JdbcReports;
import io.evac.journal.JdbcRunStore;
import io.evac.journal.JdbcScheduleStore;
import io.evac.journal.Schema;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.plan.Worlds;
import io.evac.report.EventReport;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.schedule.Schedules.Schedule;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Mail through a real SMTP server and webhooks to a real receiver, from a real database, on a clock of our own. */
class NoticesTest {
    private static final String SECRET = "a secret";

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Integer> answers = new ConcurrentLinkedDeque<>();
    private int port;
    private HikariDataSource source;
    private HttpServer receiver;
    private Database database;
    private JdbcScheduleStore schedules;
    private JdbcRunStore runs;
    private JdbcPlanStore plans;
    private JdbcReports reports;

    @BeforeEach
    void start() throws IOException {
        mail.start();
        port = mail.getSmtp().getPort();
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            signatures.add(exchange.getRequestHeaders().getFirst("X-Evac-Signature"));
            Integer answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
            exchange.close();
        });
        receiver.start();
        source = DatabaseSettings.embedded(home).open();
        Schema.of(source).migrate();
        database = new Database(source, clock);
        schedules = new JdbcScheduleStore(database, clock);
        plans = new JdbcPlanStore(database);
        runs = new JdbcRunStore(database, plans, clock);
        reports = new JdbcReports(database, plans, new JdbcProgress(database, clock), clock);
    }

    @AfterEach
    void stop() {
        source.close();
        receiver.stop(0);
        mail.stop();
    }

    private Notifier notices(Set<String> allowed) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        sender.setJavaMailProperties(new Properties());
        MailMessenger byMail = new MailMessenger(Optional.of(sender), "evac@example.org");
        JdbcNoticeStore store = new JdbcNoticeStore(database, clock);
        return new Notifier(
                store,
                new Messages(
                        reports,
                        plans,
                        store,
                        links(),
                        new Templates(home.resolve("notices")),
                        "https://evac.example.org"),
                Map.of(
                        Target.Kind.MAIL,
                        byMail,
                        Target.Kind.OWNERS,
                        byMail,
                        Target.Kind.WEBHOOK,
                        new WebhookMessenger(new SignedPost(SECRET, allowed))),
                clock);
    }

    private OwnerLinks links() {
        return new OwnerLinks(new byte[32], "https://evac.example.org", clock);
    }

    private String hook() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private void schedule(Target... targets) {
        String list = "instance,host,owner\nweb-1,alpha,web@example.org\n*,beta,dba\ndb-1,alpha,db@example.org\n";
        schedules.put(
                new Schedule(
                        "rack7",
                        "rack7.csv",
                        list.getBytes(StandardCharsets.UTF_8),
                        Policy.DEFAULT,
                        Optional.empty(),
                        Optional.of("0 0 22 ? * SAT"),
                        ZoneOffset.UTC,
                        true,
                        Optional.empty(),
                        List.of(),
                        List.of(targets),
                        Optional.empty(),
                        Terms.NONE,
                        HostScope.EVERY),
                "tester");
    }

    private RunId run() {
        var plan = new Worlds()
                .host("alpha")
                .host("beta")
                .instance("alpha", "web-1", 10)
                .instance("alpha", "db-1", 20)
                .row("web-1", "alpha", row -> row.owner = "web@example.org")
                .row("db-1", "alpha", row -> row.owner = "dba")
                .plan();
        return runs.create(plan, Optional.of("rack7/2026-12-05T21:00:00Z"), "tester")
                .id();
    }

    private void become(RunId run, RunState from, RunState to) {
        assertThat(runs.transition(run, List.of(from), to, "tester", "for a test"))
                .isTrue();
    }

    private List<String> history(String subject) {
        return reports.events(subject, 0, 100).stream().map(EventReport::kind).toList();
    }

    @Test
    void mailGoesInTheOperatorsOwnWordsAndAnOwnersHasNothingOfOthers() throws Exception {
        Path folder = Files.createDirectories(home.resolve("notices"));
        String moves = "{{#moves}}{{instance}} {{from}}>{{to}} {{state}}\n{{/moves}}{{score}}{{nothing}}";
        Files.writeString(folder.resolve("all.mustache"), "Subject: ACME {{what}} {{run}}\n\nTicket.\n" + moves);
        Files.writeString(folder.resolve("owner-planned.mustache"), "Subject: Yours\n\n" + moves);
        schedule(
                new Target(Target.Kind.MAIL, "ops@example.org", Set.of(What.STARTING)),
                new Target(Target.Kind.WEBHOOK, hook(), Set.of(What.STARTING)),
                new Target(Target.Kind.OWNERS, "", Set.of(What.PLANNED)));
        RunId run = run();
        become(run, RunState.PLANNED, RunState.RUNNING);
        notices(Set.of("127.0.0.1")).work();

        Map<String, String> seen = new HashMap<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            seen.put(message.getSubject(), message.getContent().toString().replace("\r\n", "\n"));
        }
        assertThat(seen).containsOnlyKeys("ACME starting R-1", "Yours");
        assertThat(seen.get("ACME starting R-1"))
                .startsWith("Ticket.\n")
                .contains("web-1 alpha>beta planned\n", "db-1 alpha>beta planned\n")
                .endsWith("2 moves: 2 planned");
        assertThat(seen.get("Yours").strip()).isEqualTo("web-1 alpha>beta planned");
        assertThat(received)
                .as("programs are told the same")
                .singleElement()
                .asString()
                .contains("\"what\"");
    }

    @Test
    void mailSaysHowTheRunStandsAndOwnersSeeTheirOwnInstancesOnly() throws Exception {
        schedule(
                new Target(Target.Kind.MAIL, "ops@example.org", Set.of(What.STARTING, What.FAILED)),
                new Target(Target.Kind.OWNERS, "", Set.of(What.PLANNED)));
        RunId run = run();
        become(run, RunState.PLANNED, RunState.RUNNING);
        become(run, RunState.RUNNING, RunState.FINISHED_WITH_FAILURES);
        notices(Set.of()).work();

        List<String> seen = new ArrayList<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            seen.add(message.getAllRecipients()[0] + " " + message.getSubject());
        }
        assertThat(seen)
                .as("a handle is no address")
                .containsExactlyInAnyOrder(
                        "web@example.org [evac] planned: your web-1",
                        "ops@example.org [evac] starting: list.csv R-1: 2 moves: 2 planned",
                        "ops@example.org [evac] failed: list.csv R-1: 2 moves: 2 planned");
        for (MimeMessage message : mail.getReceivedMessages()) {
            String text = message.getContent().toString();
            boolean owner = message.getAllRecipients()[0].toString().startsWith("web");
            assertThat(text).contains("- web-1, alpha to beta: planned");
            assertThat(text.contains("db-1")).isEqualTo(!owner);
            assertThat(text.contains("https://evac.example.org/runs/R-1")).isEqualTo(!owner);
        }
        assertThat(history(run.value())).filteredOn("notice"::equals).hasSize(3);
        notices(Set.of()).work();
        assertThat(mail.getReceivedMessages()).as("once").hasSize(3);
    }

    private static Target offering(String host) {
        return new Target(Target.Kind.OWNERS, "", Set.of(What.PLANNED), true, Set.of(new HostName(host)));
    }

    @Test
    void ownersAreOfferedALinkEachWhereTheListSaysSoAndUntilTheWindowOpens() throws Exception {
        schedule(new Target(Target.Kind.OWNERS, "", Set.of(What.PLANNED, What.STARTING), true, Set.of()));
        RunId run = run();
        Instant opens = Instant.parse("2026-12-05T22:00:00Z");
        Instant closes = opens.plus(Duration.ofHours(4));
        runs.enterWindow(
                run,
                "rack7/2026-12-05T22:00:00Z",
                new Window(opens, closes, closes, 0, false, ZoneOffset.UTC, Optional.empty()),
                "tester");
        notices(Set.of()).work();
        String text = mail.getReceivedMessages()[0].getContent().toString();
        assertThat(text).contains("Until the window opens");
        Matcher link = Pattern.compile("- web-1: https://evac.example.org/owner/(\\S+)")
                .matcher(text);
        assertThat(link.find()).as(text).isTrue();
        String token = link.group(1);
        assertThat(links().read(token).move().plan())
                .isEqualTo(runs.find(run).orElseThrow().plan());
        assertThat(links().read(token).until()).isEqualTo(opens);
        MoveId mine = links().read(token).move();
        assertThat(notices(Set.of()).offeredTo(run.value(), mine)).contains("web@example.org");
        MoveId other = MoveId.of(mine.plan(), 3 - mine.number());
        assertThat(notices(Set.of()).offeredTo(run.value(), other))
                .as("its owner is a handle")
                .isEmpty();
        schedule(offering("alpha"));
        assertThat(notices(Set.of()).offeredTo(run.value(), mine)).contains("web@example.org");
        schedule(offering("gamma"));
        assertThat(notices(Set.of()).offeredTo(run.value(), mine))
                .as("another host's owners")
                .isEmpty();
        schedule(new Target(Target.Kind.OWNERS, "", Set.of(What.PLANNED, What.STARTING)));
        assertThat(notices(Set.of()).offeredTo(run.value(), mine))
                .as("not any more")
                .isEmpty();

        clock.pause(Duration.ofHours(1));
        become(run, RunState.PLANNED, RunState.RUNNING);
        notices(Set.of()).work();
        assertThat(mail.getReceivedMessages()).hasSize(2);
        assertThat(mail.getReceivedMessages()[1].getContent().toString()).doesNotContain("/owner/");
    }

    @Test
    void ownersAreRemindedOfWhatTheListNamesAsTheirs() throws Exception {
        schedule(
                new Target(Target.Kind.OWNERS, "", Set.of()),
                new Target(Target.Kind.MAIL, "ops@example.org", Set.of(What.REMINDER)));
        Instant start = Instant.parse("2026-12-05T22:00:00Z");
        schedules.remind("rack7", start, "the window opens in 1d");
        schedules.remind("rack7", start, "the window opens in 23h");
        schedules.event("rack7", "occurrence-missed", "scheduler", "late");
        notices(Set.of()).work();
        List<String> seen = new ArrayList<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            seen.add(message.getAllRecipients()[0] + " " + message.getSubject() + " "
                    + message.getContent().toString().strip().replaceAll("\\s+", " "));
        }
        assertThat(seen)
                .as("once, of their own only, and of nothing else that schedules do")
                .containsExactlyInAnyOrder(
                        "web@example.org [evac] reminder: your web-1 the window opens in 1d - web-1 on alpha",
                        "db@example.org [evac] reminder: your db-1 the window opens in 1d - db-1 on alpha",
                        "ops@example.org [evac] reminder: schedule/rack7 the window opens in 1d");
    }

    @Test
    void aReceiverThatFailsTwiceIsTriedAgainAndCanTellWhoSentIt() throws Exception {
        schedule(new Target(Target.Kind.WEBHOOK, hook(), Set.of(What.MISSED)));
        schedules.event("rack7", "occurrence-missed", "scheduler", "too\u001b[31m late");
        answers.addAll(List.of(503, 500));
        Notifier notices = notices(Set.of("127.0.0.1"));
        notices.work();
        notices.work();
        assertThat(received).as("not at once").hasSize(1);
        clock.pause(Duration.ofSeconds(11));
        notices.work();
        clock.pause(Duration.ofSeconds(21));
        notices.work();
        assertThat(received).hasSize(3).allMatch(body -> body.equals(received.getFirst()));
        assertThat(received.getFirst())
                .contains("\"what\":\"missed\"", "\"subject\":\"schedule/rack7\"")
                .doesNotContain("\u001b");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(signatures)
                .containsOnly("sha256="
                        + HexFormat.of()
                                .formatHex(mac.doFinal(received.getFirst().getBytes(StandardCharsets.UTF_8))));
        clock.pause(Duration.ofHours(1));
        notices.work();
        assertThat(received).hasSize(3);
        assertThat(history("schedule/rack7"))
                .containsExactly("schedule-added", "occurrence-missed", "notice-later", "notice");
    }

    @Test
    void whatWillNeverArriveIsGivenUpAndSaid() throws Exception {
        schedule(
                new Target(Target.Kind.WEBHOOK, hook(), Set.of()),
                new Target(Target.Kind.WEBHOOK, "http://[::ffff:7f00:1]:9/", Set.of()));
        schedules.event("rack7", "occurrence-missed", "scheduler", "late");
        notices(Set.of()).work();
        assertThat(received).as("a private network is not asked").isEmpty();
        assertThat(history("schedule/rack7"))
                .containsExactly("schedule-added", "occurrence-missed", "notice-failed", "notice-failed");

        schedules.event("rack7", "occurrence-missed", "scheduler", "late");
        answers.add(404);
        notices(Set.of("127.0.0.1")).work();
        assertThat(received).hasSize(1);

        mail.stop();
        schedule(new Target(Target.Kind.MAIL, "ops@example.org", Set.of()));
        schedules.event("rack7", "occurrence-missed", "scheduler", "late");
        Notifier notices = notices(Set.of());
        for (int attempt = 0; attempt < 40; attempt++) {
            notices.work();
            clock.pause(Duration.ofMinutes(16));
        }
        assertThat(history("schedule/rack7")).endsWith("notice-later", "notice-failed");
    }

    @Test
    void whatCannotBeSentAsConfiguredIsSaidWhenItIsAskedFor() {
        JdbcNoticeStore store = new JdbcNoticeStore(database, clock);
        Notifier notices = new Notifier(
                store,
                new Messages(reports, plans, store, links(), new Templates(home.resolve("notices")), ""),
                Map.of(
                        Target.Kind.MAIL,
                        new MailMessenger(Optional.empty(), ""),
                        Target.Kind.WEBHOOK,
                        new WebhookMessenger(new SignedPost("", Set.of()))),
                clock);
        assertThat(notices.obstacle(List.of())).isEmpty();
        assertThat(notices.obstacle(List.of(new Target(Target.Kind.MAIL, "a@example.org", Set.of()))))
                .hasValueSatisfying(why -> assertThat(why).contains("evac.mail.host"));
        assertThat(notices.obstacle(List.of(new Target(Target.Kind.WEBHOOK, "https://example.org", Set.of()))))
                .hasValueSatisfying(why -> assertThat(why).contains("evac.webhook.secret"));
        for (String host :
                List.of("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.100.100.200", "[fd00::1]", "[::1]")) {
            assertThat(notices(Set.of())
                            .obstacle(List.of(new Target(Target.Kind.WEBHOOK, "https://" + host + "/", Set.of()))))
                    .as(host)
                    .hasValueSatisfying(why -> assertThat(why).contains("evac.webhook.allow"));
        }
        assertThat(notices(Set.of("10.1.2.3"))
                        .obstacle(List.of(new Target(Target.Kind.WEBHOOK, "https://10.1.2.3/", Set.of()))))
                .isEmpty();
    }

    @Test
    void theHostsThatMayBeAskedAreReadFromTheConfiguration() {
        new org.springframework.boot.test.context.runner.ApplicationContextRunner()
                .withPropertyValues(
                        "evac.webhook.secret=s", "evac.webhook.allow[0]=10.1.2.3", "evac.mail.host=localhost")
                .withBean(NoticeStore.class, () -> new JdbcNoticeStore(database, clock))
                .withBean(io.evac.report.Reports.class, () -> reports)
                .withBean(io.evac.plan.PlanStore.class, () -> plans)
                .withBean(OwnerLinks.class, this::links)
                .withBean(java.time.Clock.class, () -> clock)
                .withUserConfiguration(NoticeConfiguration.class)
                .run(context -> {
                    Notices wired = context.getBean(Notices.class);
                    assertThat(wired.obstacle(List.of(new Target(Target.Kind.WEBHOOK, "https://10.1.2.3/", Set.of()))))
                            .isEmpty();
                    assertThat(wired.obstacle(List.of(new Target(Target.Kind.MAIL, "a@example.org", Set.of()))))
                            .as("without a sender's address")
                            .isPresent();
                });
    }

    @Test
    void nobodyIsNoTarget() {
        for (String address : List.of("", "ops", "a@b, c@d", "a\n@b", "<a@b>")) {
            assertThatThrownBy(() -> new Target(Target.Kind.MAIL, address, Set.of()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String address :
                List.of("", "ftp://example.org", "file:///etc/passwd", "https://me:pw@example.org/", "//x")) {
            assertThatThrownBy(() -> new Target(Target.Kind.WEBHOOK, address, Set.of()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> What.of("everything")).hasMessageContaining("needs-human");
    }
}

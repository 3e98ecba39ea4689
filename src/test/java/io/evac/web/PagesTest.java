package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import io.evac.run.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a real daemon with simulated hosts, read and used by forms alone. */
class PagesTest {
    @TempDir
    Path folder;

    private SimulatedDaemon daemon;
    private Reader owner;
    private final Stubborn stubborn = new Stubborn();

    @BeforeEach
    void start() throws IOException {
        daemon = new SimulatedDaemon(folder);
        daemon.world().faults(stubborn);
        owner = new Reader(daemon, Role.ADMIN);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private String planned(String csv) {
        Document form = owner.get("/new");
        owner.press(Reader.form(form, "Check the list"), Map.of("csv", csv));
        assertThat(owner.path()).startsWith("/plans/");
        return owner.path();
    }

    private RunId applied(String csv) {
        Document plan = owner.get(planned(csv));
        owner.press(Reader.form(plan, "Apply exactly this plan"));
        assertThat(owner.path()).startsWith("/runs/");
        return new RunId(owner.path().substring("/runs/".length()));
    }

    @Test
    void the_whole_story_by_forms() {
        daemon.add("alpha", "web-01");
        daemon.add("alpha", "stubborn-01");
        Document wrong = owner.press(
                Reader.form(owner.get("/new"), "Check the list"),
                Map.of("csv", "instance,host\nweb-01,alpha\n$(x),alpha\nstubborn-01,alpha\n"));
        assertThat(owner.status()).isEqualTo(422);
        assertThat(wrong.select("[role=alert] tbody tr").text()).contains("3", "$(x),alpha", "EVAC-112");
        Document plan = owner.press(
                Reader.form(wrong, "Check the list"),
                Map.of("csv", wrong.select("textarea").first().wholeText().replace("$(x),alpha\n", "")));
        assertThat(plan.select("h1").text()).startsWith("Plan P-");
        assertThat(plan.text()).contains("2 instances move", "evac apply P-");
        Document begun = owner.press(Reader.form(plan, "Apply exactly this plan"));
        assertThat(begun.select("[role=status]").text()).contains("is under way");
        RunId run = new RunId(owner.path().substring("/runs/".length()));
        assertThat(daemon.ended(run).counts()).containsEntry("verified", 1).containsEntry("failed", 1);
        Document ended = owner.get("/runs/" + run);
        assertThat(ended.select("table.moves > tbody").first().text()).startsWith("stubborn-01");
        assertThat(ended.select(".told")).isEmpty();
        stubborn.tame();
        owner.press(Reader.form(ended, "Try stubborn-01 again"));
        assertThat(daemon.ended(run).counts()).containsEntry("verified", 2);
        Document confirm = owner.press(Reader.form(owner.get("/runs/" + run), "Send web-01 home to alpha"));
        assertThat(confirm.select("h1").text()).isEqualTo("Send web-01 home to alpha?");
        assertThat(confirm.select(".typed code").text()).isEqualTo("evac rollback " + run + " alpha/web-01");
        owner.press(Reader.form(confirm, "Send web-01 home"), Map.of("reason", "a drill"));
        assertThat(daemon.ended(run).counts()).containsEntry("verified", 1).containsEntry("rolled-back", 1);
        confirm = owner.press(Reader.form(owner.get("/runs/" + run), "Delete the parked copies of stubborn-01"));
        owner.press(Reader.form(confirm, "Delete the parked copies"));
        assertThat(daemon.ended(run).counts()).containsEntry("finalized", 1);
        assertThat(owner.text("/runs/" + run + "/report.html")).contains("stubborn-01");
        assertThat(owner.text("/runs/" + run + "/report.csv")).contains("stubborn-01");
        assertThat(owner.text("/runs/" + run + "/report.json")).contains("\"finalized\"");
        assertThat(owner.get("/runs/" + run + "/log").text()).contains("web-01");
        assertThat(owner.get("/history").select("tbody tr").text()).contains(run.value());
        assertThat(daemon.world().violations()).isEmpty();
    }

    @Test
    void a_file_counts_instead_of_the_text() {
        daemon.add("alpha", "web-01");
        owner.press(
                Reader.form(owner.get("/new"), "Check the list"),
                Map.of("csv", "nothing", "file", "instance,host\n*,alpha\n"));
        assertThat(owner.get(owner.path()).text()).contains("List uploaded.csv", "web-01");
    }

    @Test
    void what_is_hostile_is_shown_and_never_markup() {
        daemon.add("alpha", "web-01");
        String csv = "instance,host,owner\nweb-01,alpha,jo@example.org\n<script>alert(1)</script>,alpha,\n"
                + "\"'; drop table evac_run; --\",alpha,\n=cmd|'/C calc'!A0,alpha,\n$(reboot),alpha,\n\"a\"\"b\",alpha,\n";
        Document wrong = owner.press(
                Reader.form(owner.get("/new"), "Check the list"), Map.of("csv", csv, "name", "<b>\"&'.csv"));
        hostile(wrong);
        assertThat(wrong.select(".typed code").eachText()).contains("evac plan '<b>\"&'\\''.csv'");
        Document plan = owner.press(Reader.form(wrong, "Plan without"), Map.of("anyway", "true"));
        hostile(plan);
        assertThat(plan.select("section[aria-labelledby=refused]").text()).contains("<script>alert(1)</script>");
        Document run = owner.press(Reader.form(plan, "Apply exactly this plan"));
        String at = owner.path();
        daemon.ended(new RunId(at.substring("/runs/".length())));
        hostile(run);
        for (String page : List.of(
                at,
                at + "?text=%3Cscript%3Ealert(1)%3C/script%3E",
                at + "/log",
                "/",
                "/history",
                "/plans",
                "/schedules",
                "/runs/%3Cscript%3E",
                "/history?state=%3Cscript%3E")) {
            hostile(owner.get(page));
        }
        assertThat(owner.text(at + "/report.csv")).doesNotContain("\n=cmd", ",=cmd");
        assertThat(owner.text(at + "/report.html")).doesNotContain("<script");
    }

    /** Nothing but our two files is script, and nothing is styled or handled inline. */
    private static void hostile(Document page) {
        assertThat(page.select("script").eachAttr("src")).containsExactly("/assets/lib/htmx.min.js", "/assets/live.js");
        assertThat(page.select("script").stream().map(Element::data)).allMatch(String::isBlank);
        assertThat(page.select("b, i").stream().map(Element::text)).allMatch(text -> text.matches("\\d+"));
        assertThat(page.select("[style], style, [onclick], [onload], iframe, object"))
                .isEmpty();
        assertThat(page.select("h1").size()).as(page.title()).isEqualTo(1);
    }

    @Test
    void a_role_sees_the_buttons_that_it_covers() throws Exception {
        daemon.add("alpha", "web-01");
        RunId run = applied("instance,host\nweb-01,alpha\n");
        daemon.ended(run);
        Reader viewer = new Reader(daemon, Role.VIEWER);
        Document seen = viewer.get("/runs/" + run);
        assertThat(viewer.status()).isEqualTo(200);
        assertThat(seen.select("main form[method=post]")).isEmpty();
        assertThat(viewer.get("/").select("nav").text()).doesNotContain("New evacuation", "Audit");
        Document refused = viewer.get("/new");
        assertThat(viewer.status()).isEqualTo(403);
        assertThat(refused.text()).contains("EVAC-589", "Maybe");
        Element send = Reader.form(owner.get("/runs/" + run + "/confirm/rollback"), "Send");
        assertThat(viewer.press(send).text()).as("another one's form").contains("EVAC-600");
        assertThat(viewer.status()).isEqualTo(403);
        String own = viewer.get("/").select("[name=_csrf]").val();
        assertThat(viewer.press(send, Map.of("_csrf", own)).text()).contains("EVAC-589");
        assertThat(viewer.status()).isEqualTo(403);
        Reader operator = new Reader(daemon, Role.OPERATOR);
        assertThat(operator.get("/runs/" + run).select("main button").eachText())
                .noneMatch(text -> text.startsWith("Send ") || text.startsWith("Delete "));
        operator.get("/runs/" + run + "/confirm/finalize");
        assertThat(operator.status()).isEqualTo(403);
        Reader approver = new Reader(daemon, Role.APPROVER);
        assertThat(approver.get("/runs/" + run).select("main button").eachText())
                .anyMatch(text -> text.startsWith("Send web-01 home"));
    }

    @Test
    void what_a_page_asks_for_is_in_the_audit_with_its_object_and_digest() {
        daemon.add("alpha", "web-01");
        String plan = planned("instance,host\nweb-01,alpha\n");
        String digest = owner.get(plan).select("[name=digest]").val();
        owner.press(Reader.form(owner.get(plan), "Apply exactly this plan"));
        RunId run = new RunId(owner.path().substring("/runs/".length()));
        String move = daemon.ended(run).moves().getFirst().id();
        Document confirm = owner.press(Reader.form(owner.get("/runs/" + run), "Delete the parked copies of web-01"));
        Element form = Reader.form(confirm, "Delete");
        assertThat(owner.press(form, Map.of("instance", "")).text()).contains("EVAC-594");
        assertThat(owner.status()).as("no instance is not all").isEqualTo(400);
        assertThat(daemon.ended(run).counts()).doesNotContainKey("finalized");
        owner.press(form, Map.of("reason", "a drill"));
        String kept = owner.get("/audit").select("tbody").text();
        assertThat(kept).contains(run + " " + move, "a drill", digest, plan.substring("/plans/".length()));
    }

    @Test
    void a_stale_plan_starts_nothing_and_says_what_changed() {
        daemon.add("alpha", "web-01");
        daemon.add("alpha", "web-02");
        Document plan = owner.get(planned("instance,host\n*,alpha\n"));
        daemon.world().reconfigure(new io.evac.inventory.InstanceName("web-02"));
        Document stale = owner.press(Reader.form(plan, "Apply exactly this plan"));
        assertThat(owner.status()).isEqualTo(409);
        assertThat(stale.select("[role=alert]").text()).contains("EVAC-504", "web-02");
        Document other = owner.press(Reader.form(plan, "Apply exactly this plan"), Map.of("digest", "00"));
        assertThat(owner.status()).isEqualTo(409);
        assertThat(other.select("[role=alert]").text()).contains("EVAC-585");
        assertThat(daemon.reports().runs()).isEmpty();
    }

    @Test
    void a_plan_is_scheduled_switched_off_and_run_now() {
        daemon.add("alpha", "web-01");
        String plan = planned("instance,host\nweb-01,alpha\n");
        Document form =
                owner.get(owner.get(plan).select("a:contains(Schedule it)").attr("href"));
        assertThat(form.select("textarea").first().wholeText()).contains("web-01,alpha,");
        Document kept = owner.press(
                Reader.form(form, "Keep this schedule"), Map.of("name", "weekly", "cron", "0 0 22 ? * SAT", "at", ""));
        assertThat(kept.select("tbody td ol li")).hasSize(5);
        assertThat(owner.get("/").select("section[aria-labelledby=next]").text())
                .contains("weekly");
        owner.press(
                Reader.form(form, "Keep this schedule"), Map.of("name", "weekly", "cron", "0 0 22 ? * SAT", "at", ""));
        assertThat(owner.status()).isEqualTo(400);
        Document off = owner.press(Reader.form(kept, "Switch off weekly"));
        assertThat(off.select("tbody .state").text()).startsWith("off");
        owner.press(Reader.form(owner.press(Reader.form(off, "Switch on weekly")), "Run weekly now"));
        assertThat(owner.path()).startsWith("/runs/");
        daemon.ended(new RunId(owner.path().substring("/runs/".length())));
        owner.press(
                Reader.form(form, "Keep this schedule"), Map.of("name", "monthly", "cron", "0 0 22 1 * ?", "at", ""));
        Document both = owner.get("/schedules");
        assertThat(both.select("tr:contains(weekly) td[data-label='Last run']").text())
                .contains("R-1", "finished");
        assertThat(both.select("tr:contains(monthly) td[data-label='Last run']").text())
                .as("of the same list, and no run of its own")
                .isEqualTo("none yet");
    }

    @Test
    void a_start_that_the_clocks_skip_is_refused_and_of_two_the_second_is_named() {
        Element form = Reader.form(owner.get("/schedules/new"), "Keep this schedule");
        Map<String, String> fields = Map.of(
                "name", "dst", "csv", "instance,host\n*,alpha\n", "zone", "Europe/Berlin", "at", "2037-03-29T02:30");
        Document never = owner.press(form, fields);
        assertThat(owner.status()).isEqualTo(400);
        assertThat(never.select("[role=alert]").text())
                .contains(
                        "2037-03-29T02:30 does not exist in Europe/Berlin",
                        "from 2037-03-29T02:00 to 2037-03-29T03:00",
                        "Maybe 2037-03-29T03:30");
        Map<String, String> twice = new HashMap<>(fields);
        twice.put("at", "2037-10-25T02:30");
        assertThat(owner.press(form, twice).select("[role=status]").text())
                .contains("2037-10-25T02:30 comes twice", "the second is meant, 2037-10-25T02:30+01:00");
    }

    @Test
    void hosts_are_cordoned_and_seen_so_at_once() {
        Document now = owner.get("/");
        assertThat(now.text()).contains("Nothing is being moved", "Begin a new evacuation", "Nothing is scheduled");
        Document then = owner.press(Reader.form(now, "Cordon beta"));
        assertThat(then.select("section[aria-labelledby=hosts] tr:contains(beta)")
                        .text())
                .contains("drained", "by admin");
    }

    @Test
    void errors_are_pages_with_code_and_remedy() {
        assertThat(owner.get("/nowhere").text()).contains("EVAC-596", "there is no such page");
        assertThat(owner.status()).isEqualTo(404);
        assertThat(owner.get("/runs/R-99").text()).contains("EVAC-501", "Maybe");
        assertThat(owner.status()).isEqualTo(404);
        assertThat(owner.get("/plans/x").text()).contains("EVAC-594");
        assertThat(owner.status()).isEqualTo(400);
        assertThat(owner.text("/assets/lib/htmx.min.js")).contains("var htmx=");
        assertThat(owner.status()).isEqualTo(200);
        assertThat(owner.text("/assets/evac.css")).contains("prefers-color-scheme");
        assertThat(owner.text("/assets/live.js")).contains("EventSource");
        assertThat(owner.text("/assets/lib/htmx.js")).contains("EVAC-596");
    }
}

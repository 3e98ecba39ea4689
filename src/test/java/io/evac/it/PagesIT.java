package io.evac.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import io.evac.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as a browser shows them: by mouse, by keyboard alone, by two at once, small and large, light and dark. */
class PagesIT {
    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;
    private static final int MOST_TABS = 120;
    private static final double PATIENCE = 60_000;
    private static SystemBrowser browser;

    @TempDir
    Path folder;

    private SimulatedDaemon daemon;
    private final HeldStarts held = new HeldStarts();

    @BeforeAll
    static void open() throws IOException {
        browser = SystemBrowser.start();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        daemon = new SimulatedDaemon(folder);
        daemon.user(Role.ADMIN);
        daemon.world().faults(held);
        daemon.add("alpha", "web-01");
        daemon.add("alpha", "stubborn-01");
    }

    @AfterEach
    void stop() {
        held.release();
        daemon.close();
        assertThat(browser.complaints()).isEmpty();
    }

    private Page page() {
        return browser.open(daemon, Role.ADMIN, DESKTOP, ColorScheme.LIGHT);
    }

    private static Locator button(Page page, String text) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + text)));
    }

    private static void shows(Locator what, String text) {
        assertThat(what).containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
    }

    @Test
    void the_whole_story_by_mouse() throws IOException {
        Page page = page();
        page.navigate(daemon.base() + "/");
        page.getByText("Begin a new evacuation").click();
        page.getByLabel("The list:").fill("instance,host\nweb-01,alpha\n$(x),alpha\nstubborn-01,alpha\n");
        button(page, "Check the list").click();
        shows(page.getByRole(AriaRole.ALERT), "EVAC-112");
        page.getByLabel("The list:").fill("instance,host\nweb-01,alpha\nstubborn-01,alpha\n");
        button(page, "Check the list").click();
        shows(page.locator("h1"), "Plan P-");
        button(page, "Apply exactly this plan").click();
        shows(page.locator("#score"), "running");
        page.evaluate("() => { window.notReloaded = true; }");
        held.release();
        shows(page.locator("#score"), "1 failed, 1 verified");
        assertThat(page.evaluate("() => window.notReloaded")).isEqualTo(true);
        held.tame();
        page.getByText("Timeline, log and commands of stubborn-01").click();
        button(page, "Try stubborn-01 again").click();
        shows(page.locator("#score"), "2 verified");
        page.getByText("Timeline, log and commands of web-01").click();
        button(page, "Send web-01 home to alpha").click();
        page.getByLabel("Why").fill("a drill");
        button(page, "Send web-01 home to alpha").click();
        shows(page.locator("#score"), "1 rolled-back");
        page.getByText("Timeline, log and commands of stubborn-01").click();
        button(page, "Delete the parked copies of stubborn-01").click();
        button(page, "Delete the parked copies of stubborn-01").click();
        shows(page.locator("#score"), "1 finalized");
        Download report =
                page.waitForDownload(() -> page.getByText("Report (HTML)").click());
        assertThat(Files.readString(report.path())).contains("stubborn-01", "finalized");
        assertThat(daemon.world().violations()).isEmpty();
    }

    /** Goes on by the tabulator until what has the focus says that. */
    private static void tabTo(Page page, String text) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            Object said = page.evaluate("""
                    () => { const at = document.activeElement;
                      return (at.labels && at.labels.length ? at.labels[0].textContent : at.textContent).trim(); }""");
            if (said.toString().startsWith(text)) {
                return;
            }
        }
        throw new AssertionError("the tabulator does not reach " + text + " on " + page.url());
    }

    private static void enter(Page page, String text) {
        tabTo(page, text);
        page.waitForNavigation(() -> page.keyboard().press("Enter"));
    }

    @Test
    void the_whole_story_by_keyboard() {
        held.release();
        Page page = page();
        page.navigate(daemon.base() + "/");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to the content");
        enter(page, "New evacuation");
        tabTo(page, "The list:");
        page.keyboard().type("instance,host\nweb-01,alpha\nstubborn-01,alpha\n");
        enter(page, "Check the list");
        enter(page, "Apply exactly this plan");
        shows(page.locator("#score"), "1 failed, 1 verified");
        held.tame();
        tabTo(page, "Timeline, log and commands of stubborn-01");
        page.keyboard().press("Enter");
        enter(page, "Try stubborn-01 again");
        shows(page.locator("#score"), "2 verified");
        shows(page.locator("#score"), "✓ finished");
        tabTo(page, "Timeline, log and commands of web-01");
        page.keyboard().press("Enter");
        enter(page, "Send web-01 home");
        enter(page, "Send web-01 home");
        shows(page.locator("#score"), "1 rolled-back");
        shows(page.locator("#score"), "✓ finished");
        enter(page, "Delete the parked copies of all");
        enter(page, "Delete the parked copies of all");
        shows(page.getByRole(AriaRole.STATUS), "Asked for: Delete the parked copies");
    }

    @Test
    void two_watch_the_same_run() {
        RunId run = daemon.run("web-01", "stubborn-01");
        Page one = page();
        Page other = browser.open(daemon, Role.ADMIN, PHONE, ColorScheme.DARK);
        for (Page page : List.of(one, other)) {
            page.navigate(daemon.base() + "/runs/" + run);
            shows(page.locator("#score"), "running");
        }
        other.getByText("Timeline, log and commands of web-01").click();
        held.release();
        for (Page page : List.of(one, other)) {
            shows(page.locator("#score"), "1 failed, 1 verified");
        }
        assertThat(other.locator("details[open] summary")).hasText("Timeline, log and commands of web-01");
    }

    @Test
    void every_page_is_for_everybody() throws IOException {
        RunId run = daemon.run("web-01", "stubborn-01");
        Map<String, String> pages = Map.of("now-running", "/", "run-running", "/runs/" + run);
        shoot(pages);
        held.release();
        daemon.ended(run);
        shoot(Map.of(
                "now", "/",
                "new", "/new",
                "plans", "/plans",
                "plan",
                        "/plans/"
                                + daemon.reports()
                                        .run(run.value())
                                        .orElseThrow()
                                        .plan(),
                "run", "/runs/" + run,
                "confirm", "/runs/" + run + "/confirm/rollback",
                "schedules", "/schedules",
                "schedule", "/schedules/new",
                "history", "/history",
                "nowhere", "/runs/R-99"));
    }

    private void shoot(Map<String, String> pages) throws IOException {
        Path target = Files.createDirectories(Path.of("target/screenshots"));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(PHONE, DESKTOP)) {
                Page page = browser.open(daemon, Role.ADMIN, width, scheme);
                for (Map.Entry<String, String> each : pages.entrySet()) {
                    page.navigate(daemon.base() + each.getValue());
                    page.locator("details").evaluateAll("all => all.forEach(one => { one.open = true; })");
                    String name = each.getKey()
                            + (width == PHONE ? "-phone-" : "-desktop-")
                            + scheme.name().toLowerCase(Locale.ROOT);
                    page.screenshot(
                            new Page.ScreenshotOptions().setFullPage(true).setPath(target.resolve(name + ".png")));
                    assertThat(browser.barriers(page)).as(name).isEmpty();
                    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                            .as(name + " is no wider than its window")
                            .isEqualTo(true);
                }
                page.context().close();
            }
        }
    }
}

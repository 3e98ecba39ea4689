package io.evac.it;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The system's Chromium. */
final class SystemBrowser implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");
    private static final double PATIENCE = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final String axe;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private SystemBrowser(Path chromium) throws IOException {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new LaunchOptions().setExecutablePath(chromium));
        try (InputStream script = SystemBrowser.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Aborts the test where there is none; an error where {@code EVAC_REQUIRE_BROWSER} is set. */
    static SystemBrowser start() throws IOException {
        Path chromium = Stream.concat(Stream.ofNullable(System.getenv("EVAC_BROWSER")), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (chromium == null) {
            String why = "no Chromium in " + PLACES + ". Maybe install chromium, or name it by EVAC_BROWSER";
            if ("true".equals(System.getenv("EVAC_REQUIRE_BROWSER"))) {
                throw new IllegalStateException(why);
            }
            throw new TestAbortedException("skipped: " + why);
        }
        return new SystemBrowser(chromium);
    }

    /** A window of its own, with cookies of its own, of somebody who has logged in. */
    Page open(SimulatedDaemon daemon, Role role, int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(daemon.base())
                .setViewportSize(width, 900)
                .setColorScheme(scheme));
        context.setDefaultTimeout(PATIENCE);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            // A page that refuses something has a status that says so.
            if (message.type().equals("error") && !message.text().contains("with a status of 4")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.navigate("/login");
        page.getByLabel("Name").fill(role.word());
        page.getByLabel("Password").fill(SimulatedDaemon.PASSWORD);
        page.getByRole(AriaRole.BUTTON).click();
        page.waitForURL(daemon.base() + "/");
        return page;
    }

    /** What scripts and the policy have complained of so far. */
    List<String> complaints() {
        return complaints;
    }

    /** What axe finds that is serious or critical. */
    @SuppressWarnings("unchecked")
    List<String> barriers(Page page) {
        page.evaluate(axe);
        return (List<String>) page.evaluate("""
                () => axe.run().then(found => found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .flatMap(each => each.nodes.map(node => each.id + ': ' + node.html + ' ' + node.failureSummary)))""");
    }

    @Override
    public void close() {
        playwright.close();
    }
}

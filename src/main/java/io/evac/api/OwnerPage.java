package io.evac.api;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.web.util.HtmlUtils;

/** What an owner sees in a browser: no script, and nothing from elsewhere. */
final class OwnerPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private OwnerPage() {}

    /** The planned move, and what may be chosen. */
    static String of(OwnerController.Sight sight) {
        ZoneId zone = ZoneId.of(sight.zone());
        LocalDateTime until = sight.until().atZoneSameInstant(zone).toLocalDateTime();
        String choice = """
                <form method="post"><input type="hidden" name="when" value="now">
                <button>Move it now</button></form>
                <form method="post">
                <label>Move it not before <input type="datetime-local" name="when" max="%s" required> %s</label>
                <button>Choose</button></form>
                """.formatted(until.truncatedTo(ChronoUnit.MINUTES), escaped(sight.zone()));
        return page(
                sight.instance(),
                "<p>%s moves from %s to %s: <strong>%s</strong>%s.</p>%n<p>It stands still for a moment when it moves. It moves in"
                                .formatted(
                                        escaped(sight.instance()),
                                        escaped(sight.from()),
                                        escaped(sight.to()),
                                        escaped(sight.state()),
                                        escaped(sight.waitingFor()
                                                .map(why -> ", " + why)
                                                .orElse("")))
                        + " its window, from %s %s on, unless an earlier time is chosen here until then.</p>%n%s"
                                .formatted(TIME.format(until), escaped(sight.zone()), sight.mayChoose() ? choice : ""));
    }

    /** Why there is nothing to see. */
    static String of(String problem) {
        return page("Evac", "<p>" + escaped(problem) + "</p>\n");
    }

    private static String page(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title></head>
                <body><h1>%s</h1>
                %s</body></html>
                """.formatted(escaped(title), escaped(title), body);
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}

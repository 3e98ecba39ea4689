package io.evac.report;

import java.time.Duration;
import java.util.List;

/** A run as one self-contained HTML page: no script, nothing loaded from elsewhere, everything escaped. */
public final class RunHtml {
    /** The header under which it is to be shown: its own style, and nothing else. */
    public static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:78em;padding:0 1em;color:#1c2026}
            h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.8em}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3em .7em;border-bottom:1px solid #dde1e6}
            td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
            .score{display:flex;flex-wrap:wrap;gap:.6em;padding:0;list-style:none}
            .score li{border:1px solid #c5cbd3;border-radius:.4em;padding:.4em .9em}.score b{font-size:1.3em}
            .bad{font-weight:bold;color:#a40e1f}.legend span{margin-right:1em;white-space:nowrap}
            @media print{body{margin:0}}
            """;

    private final StringBuilder html = new StringBuilder();
    private final RunReport run;

    private RunHtml(RunReport run) {
        this.run = run;
    }

    /** The page. */
    public static String page(RunReport run) {
        return new RunHtml(run).write();
    }

    private String write() {
        String title = "Run " + run.id() + ": " + run.state();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<title>Evac: ")
                .append(Markup.escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        head(title);
        moves();
        refusals();
        recap();
        html.append("<h2>Over time</h2>\n").append(Gantt.svg(run)).append("</body></html>\n");
        return html.toString();
    }

    private void head(String title) {
        element("h1", title);
        element(
                "p",
                "Plan " + run.plan() + " (sha256 " + run.digest() + "), list " + run.list()
                        + run.window().map(window -> ", window " + window).orElse("")
                        + run.bandwidth()
                                .map(bandwidth -> ", bandwidth " + bandwidth)
                                .orElse("")
                        + run.hooks().map(hooks -> ", hooks " + hooks).orElse(""));
        StringBuilder times = new StringBuilder("Created " + Plain.time(run.created()));
        run.started().ifPresent(at -> times.append(", started ").append(Plain.time(at)));
        run.ended().ifPresent(at -> times.append(", ended ").append(Plain.time(at)));
        element("p", times.toString());
        html.append("<ul class=\"score\">");
        BoxScore.counts(run)
                .forEach((state, count) -> html.append("<li><b>")
                        .append(count)
                        .append("</b> ")
                        .append(Markup.escape(state))
                        .append("</li>"));
        html.append("</ul>\n");
    }

    private void moves() {
        element("h2", "Moves");
        header(
                List.of("Instance", "From", "To", "Type", "State", "Phase"),
                List.of("Tries", "Bytes", "Downtime"),
                "Remark");
        for (MoveReport move : BoxScore.sorted(run.moves())) {
            html.append("<tr>");
            List.of(move.instance(), move.from(), move.to(), move.type()).forEach(cell -> element("td", cell));
            boolean bad = move.state().equals("failed") || move.state().equals("needs-attention");
            html.append(bad ? "<td class=\"bad\">✗ " : "<td>")
                    .append(Markup.escape(move.state()))
                    .append("</td>");
            element("td", move.phase().orElse("–"));
            number(String.valueOf(move.attempt()));
            number(Plain.bytes(move.bytesDone()));
            number(move.downtimeMillis()
                    .map(ms -> Plain.duration(Duration.ofMillis(ms)))
                    .orElse("–"));
            element("td", remark(move));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private void refusals() {
        element("h2", "Refused rows");
        if (run.refusals().isEmpty()) {
            element("p", "None.");
            return;
        }
        header(List.of("Row", "Instance", "Code", "Reason"), List.of(), "Remedy");
        for (RunReport.RefusalReport refusal : run.refusals()) {
            html.append("<tr>");
            List.of(
                            String.valueOf(refusal.row()),
                            refusal.instance(),
                            refusal.code(),
                            refusal.reason(),
                            refusal.remedy())
                    .forEach(cell -> element("td", cell));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private void recap() {
        element("h2", "Recap per source host");
        header(List.of("Host"), List.of("Moved", "Open", "Stayed", "Attention", "Bytes", "Longest downtime"), "");
        for (Recap recap : Recap.of(run)) {
            html.append("<tr>");
            element("td", recap.host());
            List.of(recap.moved(), recap.open(), recap.home(), recap.attention())
                    .forEach(count -> number(String.valueOf(count)));
            number(Plain.bytes(recap.bytes()));
            number(Plain.duration(Duration.ofMillis(recap.downtimeMillis())));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private static String remark(MoveReport move) {
        return (move.waitingFor().map(what -> "waiting: " + what + " ").orElse("")
                        + move.code().map(code -> code + " ").orElse("")
                        + move.message().orElse("")
                        + move.digest().map(digest -> " sha256 " + digest).orElse(""))
                .strip();
    }

    private void header(List<String> texts, List<String> numbers, String last) {
        html.append("<table><thead><tr>");
        texts.forEach(text -> element("th", text));
        numbers.forEach(text -> html.append("<th class=\"n\">").append(text).append("</th>"));
        if (!last.isEmpty()) {
            element("th", last);
        }
        html.append("</tr></thead><tbody>\n");
    }

    private void number(String text) {
        html.append("<td class=\"n\">").append(Markup.escape(text)).append("</td>");
    }

    private void element(String name, String text) {
        html.append('<')
                .append(name)
                .append('>')
                .append(Markup.escape(text))
                .append("</")
                .append(name)
                .append(">");
    }
}

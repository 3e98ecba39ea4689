package io.evac.report;

import io.evac.report.MoveReport.PhaseReport;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A run's moves over time as inline SVG: each phase has its colour, its pattern and, where there is room, its letter. */
public final class Gantt {
    private static final int LEFT = 190;
    private static final int WIDTH = 960;
    private static final int ROW = 22;
    private static final int TOP = 28;
    private static final int TICKS = 6;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** How a phase looks; {@code slant} is the angle of its hatching, negative for none. */
    private record Look(String letter, String colour, int slant) {}

    private static final List<String> PHASES = List.of(
            "reserve",
            "full-sync",
            "incremental-sync",
            "quiesce",
            "final-sync",
            "fence",
            "activate",
            "verify",
            "finalize");
    private static final Map<String, Look> LOOKS = Map.of(
            "reserve", new Look("R", "#9aa5b1", -1),
            "full-sync", new Look("S", "#4c8dd6", -1),
            "incremental-sync", new Look("I", "#8fb8e8", 45),
            "quiesce", new Look("Q", "#e0a030", -1),
            "final-sync", new Look("D", "#e8c070", 135),
            "fence", new Look("F", "#c65d57", 90),
            "activate", new Look("A", "#8e6bbf", -1),
            "verify", new Look("V", "#4fa36b", -1),
            "finalize", new Look("Z", "#8cc9a1", 0));
    private static final Look OTHER = new Look("?", "#cccccc", -1);

    /** When instances may be stopped. */
    public record Window(OffsetDateTime opens, OffsetDateTime closes) {}

    private final RunReport run;
    private final Optional<Window> window;
    private final OffsetDateTime start;
    private final Duration span;

    private Gantt(RunReport run, Optional<Window> window, OffsetDateTime start, OffsetDateTime end) {
        this.run = run;
        this.window = window;
        this.start = start;
        this.span = end.isAfter(start) ? Duration.between(start, end) : Duration.ofSeconds(1);
    }

    /** The drawing, or a sentence when no phase has begun. */
    public static String svg(RunReport run) {
        return svg(run, Optional.empty());
    }

    /** The same against the run's window, which is shown as far as it lies within the run. */
    public static String svg(RunReport run, Optional<Window> window) {
        List<PhaseReport> phases =
                run.moves().stream().flatMap(move -> move.phases().stream()).toList();
        if (phases.isEmpty()) {
            return "<p>No phase has begun.</p>";
        }
        OffsetDateTime start = phases.stream()
                .map(PhaseReport::started)
                .min(OffsetDateTime::compareTo)
                .orElseThrow();
        OffsetDateTime end = phases.stream()
                .flatMap(phase -> Stream.concat(Stream.of(phase.started()), phase.ended().stream()))
                .max(OffsetDateTime::compareTo)
                .orElseThrow();
        return new Gantt(run, window, start, end).draw();
    }

    private String draw() {
        int height = TOP + run.moves().size() * ROW + 8;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg role=\"img\" aria-label=\"Phases of each move over time\" viewBox=\"0 0 ")
                .append(WIDTH + LEFT)
                .append(' ')
                .append(height)
                .append("\" width=\"100%\" font-family=\"sans-serif\" font-size=\"11\">\n");
        patterns(svg);
        axis(svg, height);
        window.ifPresent(limits -> {
            limit(svg, limits.opens(), "window opens", height);
            limit(svg, limits.closes(), "window closes", height);
        });
        int row = 0;
        for (MoveReport move : run.moves()) {
            row(svg, move, TOP + row++ * ROW);
        }
        return svg.append("</svg>\n").append(legend()).toString();
    }

    private void patterns(StringBuilder svg) {
        svg.append("<defs>\n");
        for (String phase : PHASES) {
            Look look = LOOKS.get(phase);
            svg.append("<pattern id=\"p-").append(phase);
            svg.append("\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"");
            if (look.slant() >= 0) {
                svg.append(" patternTransform=\"rotate(").append(look.slant()).append(")\"");
            }
            svg.append("><rect width=\"6\" height=\"6\" fill=\"")
                    .append(look.colour())
                    .append("\"/>");
            if (look.slant() >= 0) {
                svg.append("<rect width=\"6\" height=\"2\" fill=\"#ffffff\" fill-opacity=\"0.55\"/>");
            }
            svg.append("</pattern>\n");
        }
        svg.append("</defs>\n");
    }

    private void axis(StringBuilder svg, int height) {
        for (int i = 0; i <= TICKS; i++) {
            OffsetDateTime at = start.plus(span.multipliedBy(i).dividedBy(TICKS));
            double x = x(at);
            String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
            svg.append(format("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"18\" y2=\"%d\" stroke=\"#d5d9de\"/>", x, x, height))
                    .append(format("<text x=\"%.1f\" y=\"12\" text-anchor=\"%s\" fill=\"#444\">", x, anchor))
                    .append(CLOCK.format(at))
                    .append("</text>\n");
        }
    }

    private void limit(StringBuilder svg, OffsetDateTime at, String words, int height) {
        if (at.isBefore(start) || at.isAfter(start.plus(span))) {
            return;
        }
        double x = x(at);
        svg.append(format(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"14\" y2=\"%d\" stroke=\"#b00020\" stroke-width=\"2\"",
                        x, x, height))
                .append(" stroke-dasharray=\"6 3\"><title>")
                .append(words)
                .append(' ')
                .append(CLOCK.format(at))
                .append("</title></line>")
                .append(format("<text x=\"%.1f\" y=\"25\" text-anchor=\"middle\">%s</text>%n", x, words));
    }

    private void row(StringBuilder svg, MoveReport move, int y) {
        svg.append(format("<text x=\"0\" y=\"%d\">", y + 13))
                .append(Markup.escape(shortened(move.instance())))
                .append("</text>\n");
        for (PhaseReport phase : move.phases()) {
            bar(svg, move, phase, y);
        }
    }

    private void bar(StringBuilder svg, MoveReport move, PhaseReport phase, int y) {
        OffsetDateTime end = phase.ended().orElse(start.plus(span));
        double x = x(phase.started());
        double width = Math.max(1.5, x(end) - x);
        Look look = LOOKS.getOrDefault(phase.phase(), OTHER);
        String fill = LOOKS.containsKey(phase.phase()) ? "url(#p-" + phase.phase() + ")" : look.colour();
        String title = move.instance() + ": " + phase.phase() + (phase.homeward() ? " (homeward)" : "") + " "
                + (phase.ended().isPresent() ? Plain.duration(Duration.between(phase.started(), end)) : "unfinished")
                + phase.outcome().map(outcome -> ", " + outcome).orElse("");
        svg.append(format(
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\" stroke=\"%s\"%s><title>",
                        x,
                        y + 1,
                        width,
                        fill,
                        phase.homeward() ? "#b00020" : "#555555",
                        phase.homeward() ? " stroke-dasharray=\"3 2\"" : ""))
                .append(Markup.escape(title))
                .append("</title></rect>");
        if (width >= 11) {
            svg.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x + width / 2, y + 13))
                    .append(look.letter())
                    .append("</text>");
        }
        svg.append('\n');
    }

    private String legend() {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        for (String phase : PHASES) {
            html.append(
                            "<span><svg width=\"22\" height=\"14\" aria-hidden=\"true\"><rect width=\"22\" height=\"14\" fill=\"url(#p-")
                    .append(phase)
                    .append(")\" stroke=\"#555555\"/></svg> ")
                    .append(LOOKS.get(phase).letter())
                    .append(" = ")
                    .append(phase)
                    .append("</span> ");
        }
        return html.append("<span>dashed red border = on the way home</span></p>\n")
                .toString();
    }

    private double x(OffsetDateTime at) {
        return LEFT + (WIDTH - 4) * (double) Duration.between(start, at).toMillis() / Math.max(1, span.toMillis());
    }

    private static String shortened(String name) {
        return name.length() > 28 ? name.substring(0, 27) + "…" : name;
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}

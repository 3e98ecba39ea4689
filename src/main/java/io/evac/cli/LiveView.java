package io.evac.cli;

import io.evac.report.BoxScore;
import io.evac.report.MoveReport;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.io.PrintStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A few lines on a terminal that are drawn again in place: the box score, and a row per move that is at work. */
final class LiveView implements View {
    private static final int MOST_ROWS = 16;
    private static final int BAR = 16;
    private static final Set<String> SHOWN = Set.of("needs-attention", "failed", "running", "waiting");
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_BELOW = "\u001b[J";
    private final PrintStream err;
    private final int columns;
    private final boolean colour;
    private List<String> drawn = List.of();
    private boolean over;

    LiveView(PrintStream err, int columns, boolean colour) {
        this.err = err;
        this.columns = columns;
        this.colour = colour;
    }

    @Override
    public synchronized void show(RunReport run) {
        List<String> lines = lines(run, OffsetDateTime.now());
        if (over || lines.equals(drawn)) {
            return;
        }
        StringBuilder frame = new StringBuilder();
        if (!drawn.isEmpty()) {
            frame.append(String.format(UP, drawn.size())).append('\r').append(CLEAR_BELOW);
        }
        lines.forEach(line -> frame.append(line).append('\n'));
        err.print(frame);
        err.flush();
        drawn = lines;
    }

    @Override
    public synchronized void end() {
        over = true;
        err.flush();
    }

    List<String> lines(RunReport run, OffsetDateTime now) {
        List<String> lines = new ArrayList<>();
        String left = run.forecast().map(it -> "  " + it.left(now)).orElse("");
        lines.add(cut(run.id() + " " + run.state() + "  " + BoxScore.line(run) + left));
        List<MoveReport> rows = BoxScore.sorted(run.moves()).stream()
                .filter(move -> SHOWN.contains(move.state()))
                .toList();
        rows.stream().limit(MOST_ROWS).forEach(move -> lines.add(coloured(move, cut(row(move, now)))));
        if (rows.size() > MOST_ROWS) {
            lines.add(cut("  … and " + (rows.size() - MOST_ROWS) + " more"));
        }
        return lines;
    }

    private static String row(MoveReport move, OffsetDateTime now) {
        StringBuilder row = new StringBuilder("  ");
        row.append(mark(move.state())).append(' ');
        row.append(padded(Plain.line(move.instance()), 20)).append(' ');
        row.append(Plain.line(move.from() + " → " + move.to())).append("  ");
        row.append(padded(move.phase().orElse(move.state()), 16)).append(' ');
        if (move.bytesTotal() > 0 && move.state().equals("running")) {
            row.append(bar(move)).append(' ');
            row.append(Plain.bytes(move.bytesDone())).append('/').append(Plain.bytes(move.bytesTotal()));
            if (move.rate() > 0) {
                row.append("  ").append(Plain.bytes(move.rate())).append("/s");
            }
            move.eta()
                    .filter(eta -> eta.isAfter(now))
                    .ifPresent(eta -> row.append("  ~")
                            .append(Plain.duration(Duration.between(now, eta)))
                            .append(" left"));
        }
        move.waitingFor().ifPresent(what -> row.append("  waiting: ").append(Plain.line(what)));
        if (!move.state().equals("running")) {
            move.message().ifPresent(text -> row.append("  ").append(Plain.line(text)));
        }
        return row.toString();
    }

    private static String bar(MoveReport move) {
        int full = (int) Math.clamp(BAR * move.bytesDone() / move.bytesTotal(), 0, BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    private static String mark(String state) {
        return switch (state) {
            case "failed" -> "x";
            case "needs-attention" -> "!";
            case "waiting" -> "~";
            default -> ">";
        };
    }

    private String coloured(MoveReport move, String line) {
        if (!colour) {
            return line;
        }
        return switch (move.state()) {
            case "failed", "needs-attention" -> "\u001b[31m" + line + "\u001b[0m";
            case "waiting" -> "\u001b[33m" + line + "\u001b[0m";
            default -> line;
        };
    }

    private static String padded(String text, int width) {
        int length = text.codePointCount(0, text.length());
        return length >= width ? text : text + " ".repeat(width - length);
    }

    private String cut(String line) {
        int length = line.codePointCount(0, line.length());
        return length < columns ? line : line.substring(0, line.offsetByCodePoints(0, columns - 2)) + "…";
    }
}

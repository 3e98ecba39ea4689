package io.evac.report;

import java.time.Duration;
import java.util.List;

/** Runs for people, and as CSV. */
public final class RunText {
    private RunText() {}

    /** Box score, moves (worst first), refusals, and the recap per source host. */
    public static String table(RunReport run) {
        StringBuilder text = new StringBuilder(head(run));
        TextTable rows =
                new TextTable("  ").row("instance", "from → to", "type", "state", "phase", "bytes", "down", "");
        BoxScore.sorted(run.moves())
                .forEach(move -> rows.row(
                        move.instance(),
                        move.from() + " → " + move.to(),
                        move.type(),
                        move.state() + (move.attempt() > 1 ? " #" + move.attempt() : ""),
                        move.phase().orElse("-"),
                        Plain.bytes(move.bytesDone()),
                        downtime(move),
                        remark(move)));
        if (!run.moves().isEmpty()) {
            text.append(rows.text());
        }
        if (!run.refusals().isEmpty()) {
            TextTable refused = new TextTable("  ");
            run.refusals()
                    .forEach(r -> refused.row(
                            "REFUSED",
                            "row " + r.row(),
                            r.instance(),
                            r.code() + " " + Plain.sentences(r.reason(), r.remedy())));
            text.append(refused.text());
        }
        return text.append(recap(run)).toString();
    }

    /** One line per run. */
    public static String list(List<RunReport> runs) {
        TextTable table = new TextTable("").row("run", "state", "plan", "created", "list", "moves");
        runs.forEach(run -> table.row(
                run.id(), run.state(), run.plan(), Plain.time(run.created()), run.list(), BoxScore.line(run)));
        return table.text();
    }

    /** One row per run. */
    public static String listCsv(List<RunReport> runs) {
        CsvTable table = new CsvTable().row("id", "state", "plan", "list", "created", "started", "ended", "moves");
        runs.forEach(run -> table.row(
                run.id(),
                run.state(),
                run.plan(),
                run.list(),
                run.created(),
                run.started(),
                run.ended(),
                run.counts().getOrDefault("total", 0)));
        return table.text();
    }

    /** One row per move and per refusal, the moves in the run's order. */
    public static String csv(RunReport run) {
        CsvTable table = new CsvTable()
                .row(
                        "run",
                        "row",
                        "id",
                        "instance",
                        "from",
                        "to",
                        "type",
                        "state",
                        "phase",
                        "attempt",
                        "bytesDone",
                        "bytesTotal",
                        "downtimeMillis",
                        "code",
                        "message");
        run.moves()
                .forEach(move -> table.row(
                        run.id(),
                        move.row(),
                        move.id(),
                        move.instance(),
                        move.from(),
                        move.to(),
                        move.type(),
                        move.state(),
                        move.phase(),
                        move.attempt(),
                        move.bytesDone(),
                        move.bytesTotal(),
                        move.downtimeMillis(),
                        move.code(),
                        move.message()));
        run.refusals()
                .forEach(r -> table.row(
                        run.id(),
                        r.row(),
                        "",
                        r.instance(),
                        "",
                        "",
                        "",
                        "refused",
                        "",
                        "",
                        "",
                        "",
                        "",
                        r.code(),
                        Plain.sentences(r.reason(), r.remedy())));
        return table.text();
    }

    private static String head(RunReport run) {
        StringBuilder text =
                new StringBuilder("Run ").append(run.id()).append(": ").append(run.state());
        text.append("  plan ").append(run.plan()).append("  list ").append(Plain.line(run.list()));
        run.window().ifPresent(window -> text.append("  window ").append(Plain.line(window)));
        run.bandwidth().ifPresent(bandwidth -> text.append("  bandwidth ").append(Plain.line(bandwidth)));
        run.hooks().ifPresent(hooks -> text.append("  hooks ").append(Plain.line(hooks)));
        run.started().ifPresent(started -> {
            text.append("\n  started ").append(Plain.time(started));
            run.ended()
                    .ifPresent(
                            ended -> text.append(", took ").append(Plain.duration(Duration.between(started, ended))));
        });
        text.append("\n  ").append(BoxScore.line(run));
        run.forecast().ifPresent(forecast -> text.append("; ").append(forecast.words()));
        return text.append('\n').toString();
    }

    private static String recap(RunReport run) {
        if (run.moves().isEmpty()) {
            return "";
        }
        TextTable table =
                new TextTable("  ").row("host", "moved", "open", "stayed", "attention", "bytes", "longest downtime");
        Recap.of(run)
                .forEach(recap -> table.row(
                        recap.host(),
                        String.valueOf(recap.moved()),
                        String.valueOf(recap.open()),
                        String.valueOf(recap.home()),
                        String.valueOf(recap.attention()),
                        Plain.bytes(recap.bytes()),
                        Plain.duration(Duration.ofMillis(recap.downtimeMillis()))));
        return "Recap per source host\n" + table.text();
    }

    private static String downtime(MoveReport move) {
        return move.downtimeMillis()
                .map(millis -> Plain.duration(Duration.ofMillis(millis)))
                .orElse("-");
    }

    private static String remark(MoveReport move) {
        return move.waitingFor().map(what -> "waiting: " + what).orElseGet(() -> {
            String said = (move.code().map(code -> code + " ").orElse("")
                            + move.message().orElse(""))
                    .strip();
            String parked = move.parked().map(RunText::parked).orElse("");
            return said.isEmpty() ? parked : said + (parked.isEmpty() ? "" : "; " + parked);
        });
    }

    private static String parked(ParkedReport copy) {
        return "parked on " + copy.host()
                + copy.until().map(until -> " until " + Plain.time(until)).orElse("");
    }
}

package io.evac.notice;

import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.report.BoxScore;
import io.evac.report.MoveReport;
import io.evac.report.Plain;
import io.evac.report.ReportJson;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Words the notices: what has happened, how the run stands, and what may be typed now. */
final class Messages {
    private static final int SHOWN = 20;
    private static final JsonMapper JSON = ReportJson.mapper();
    private final Reports reports;
    private final PlanStore plans;
    private final String url;

    /** @param url where people find the daemon's pages; empty for none */
    Messages(Reports reports, PlanStore plans, String url) {
        this.reports = reports;
        this.plans = plans;
        this.url = url;
    }

    /** Mail addresses of the owners of what it is about. */
    Set<String> owners(Happening happening) {
        return reports.run(happening.subject()).stream()
                .flatMap(report -> owned(report).entrySet().stream())
                .filter(owned -> isAbout(happening, owned.getKey()))
                .map(Map.Entry::getValue)
                .filter(Target::isMail)
                .collect(Collectors.toSet());
    }

    private static boolean isAbout(Happening happening, String move) {
        return happening.move().isEmpty() || happening.move().get().equals(move);
    }

    private Map<String, String> owned(RunReport run) {
        return plans.find(new PlanId(run.plan())).stream()
                .flatMap(plan -> plan.moves().stream())
                .filter(move -> move.owner().isPresent())
                .collect(Collectors.toMap(
                        move -> move.id().value(), move -> move.owner().orElseThrow()));
    }

    Message of(Notice notice) {
        Optional<RunReport> run = reports.run(notice.happening().subject());
        return run.map(report -> notice.kind() == Target.Kind.OWNERS ? ofOwner(notice, report) : ofRun(notice, report))
                .orElseGet(() -> ofSchedule(notice));
    }

    private Message ofSchedule(Notice notice) {
        Happening happening = notice.happening();
        String schedule = happening.subject();
        return message(happening, schedule, Plain.line(happening.text()) + "\n", Map.of("schedule", schedule));
    }

    private Message ofRun(Notice notice, RunReport run) {
        StringBuilder text =
                new StringBuilder(head(run)).append(BoxScore.line(run)).append('\n');
        moves(text, BoxScore.sorted(run.moves()));
        text.append("\n  evac status ").append(run.id()).append('\n');
        if (!url.isEmpty()) {
            text.append("  ").append(url).append("/runs/").append(run.id()).append('\n');
        }
        String score = run.list() + " " + run.id() + ": " + BoxScore.line(run);
        return message(notice.happening(), score, text.toString(), Map.of("run", run));
    }

    /** Nothing of anybody else's instances, and no number of them. */
    private Message ofOwner(Notice notice, RunReport run) {
        Map<String, String> owned = owned(run);
        List<MoveReport> own = run.moves().stream()
                .filter(move -> notice.address().equals(owned.get(move.id())))
                .filter(move -> isAbout(notice.happening(), move.id()))
                .toList();
        StringBuilder text = new StringBuilder(head(run));
        moves(text, own);
        String names = own.stream().map(MoveReport::instance).limit(3).collect(Collectors.joining(", "));
        String more = own.size() > 3 ? " and " + (own.size() - 3) + " more" : "";
        return message(notice.happening(), "your " + names + more, text.toString(), Map.of("moves", own));
    }

    private static String head(RunReport run) {
        return run.window()
                .map(window -> "Window: " + Plain.line(window) + "\n")
                .orElse("");
    }

    private static void moves(StringBuilder text, List<MoveReport> moves) {
        moves.stream()
                .limit(SHOWN)
                .forEach(move -> text.append("- ")
                        .append(Plain.line(
                                move.instance() + ", " + move.from() + " to " + move.to() + ": " + move.state()))
                        .append(move.message()
                                .map(why -> ", " + move.code().orElse("") + " " + Plain.line(why))
                                .orElse(""))
                        .append('\n'));
        if (moves.size() > SHOWN) {
            text.append("- and ").append(moves.size() - SHOWN).append(" more\n");
        }
    }

    private static Message message(Happening happening, String about, String text, Map<String, ?> facts) {
        String subject = "[evac] " + happening.what().word() + ": " + Plain.line(about);
        String json = JSON.writeValueAsString(new Told(
                RunReport.SCHEMA_VERSION,
                happening.event(),
                happening.what().word(),
                happening.subject(),
                happening.at().toString(),
                happening.text(),
                facts));
        return new Message(happening.event(), subject, text, json);
    }

    /**
     * What a webhook is sent.
     *
     * @param event rises, and is the same when it is sent again
     * @param facts the run as the API has it
     */
    record Told(
            int schemaVersion, long event, String what, String subject, String at, String text, Map<String, ?> facts) {}
}

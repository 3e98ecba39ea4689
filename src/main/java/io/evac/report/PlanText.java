package io.evac.report;

import io.evac.report.PlanReport.Amount;
import io.evac.report.PlanReport.PlannedHost;
import io.evac.report.PlanReport.PlannedMove;
import io.evac.report.PlanReport.PlannedRefusal;
import java.time.Duration;

/** A plan for people, and as CSV. */
public final class PlanText {
    private PlanText() {}

    /** What would happen to every row, each host before and after, and the totals. */
    public static String table(PlanReport plan) {
        StringBuilder text = new StringBuilder();
        text.append("Plan ").append(plan.id()).append(" (sha256 ").append(plan.digest(), 0, 12);
        text.append("…)  list ").append(Plain.line(plan.list())).append('\n');
        TextTable rows = new TextTable("  ");
        plan.moves().forEach(move -> move(rows, move));
        plan.refusals().forEach(refusal -> refusal(rows, refusal));
        text.append(rows.text());
        if (!plan.hosts().isEmpty()) {
            TextTable hosts = new TextTable("  ").row("host", "before", "after", "of", "leaving", "arriving");
            plan.hosts().forEach(host -> host(hosts, host));
            text.append(hosts.text());
        }
        plan.warnings()
                .forEach(warning ->
                        text.append("  WARNING ").append(Plain.line(warning)).append('\n'));
        return text.append(totals(plan)).append('\n').toString();
    }

    /** {@code Plan: 2 to move, 1 refused; 10GiB to send.} */
    public static String totals(PlanReport plan) {
        long bytes = plan.moves().stream().mapToLong(PlannedMove::bytesTotal).sum();
        return "Plan: " + plan.moves().size() + " to move, " + plan.refusals().size() + " refused; about "
                + Plain.bytes(bytes) + " to send.";
    }

    /** One row per row of the list. */
    public static String csv(PlanReport plan) {
        CsvTable table = new CsvTable()
                .row(
                        "verdict",
                        "row",
                        "id",
                        "instance",
                        "from",
                        "to",
                        "type",
                        "bytesTotal",
                        "transferMillis",
                        "downtimeMillis",
                        "code",
                        "reason",
                        "remedy");
        plan.moves()
                .forEach(move -> table.row(
                        "move",
                        move.row(),
                        move.id(),
                        move.instance(),
                        move.from(),
                        move.to(),
                        move.type(),
                        move.bytesTotal(),
                        move.transferMillis(),
                        move.downtimeMillis(),
                        "",
                        move.why(),
                        ""));
        plan.refusals()
                .forEach(refusal -> table.row(
                        "refuse",
                        refusal.row(),
                        "",
                        refusal.instance(),
                        refusal.host(),
                        "",
                        "",
                        "",
                        "",
                        "",
                        refusal.code(),
                        refusal.reason(),
                        refusal.remedy()));
        return table.text();
    }

    private static void move(TextTable rows, PlannedMove move) {
        rows.row(
                "MOVE",
                move.instance(),
                move.from() + " → " + move.to(),
                move.type(),
                Plain.bytes(move.bytesTotal()),
                "~" + Plain.duration(Duration.ofMillis(move.transferMillis())),
                move.running() ? "downtime ~" + Plain.duration(Duration.ofMillis(move.downtimeMillis())) : "stopped",
                move.notBefore()
                                .map(at -> "cutover from " + Plain.time(at) + "; ")
                                .orElse("")
                        + move.why());
    }

    private static void refusal(TextTable rows, PlannedRefusal refusal) {
        rows.row(
                "REFUSE",
                refusal.instance(),
                refusal.host(),
                refusal.code() + " " + Plain.sentences(refusal.reason(), refusal.remedy()));
    }

    private static void host(TextTable hosts, PlannedHost host) {
        hosts.row(
                host.host(),
                amount(host.before()),
                amount(host.after()),
                amount(host.capacity()),
                String.valueOf(host.leaving()),
                String.valueOf(host.arriving()));
    }

    private static String amount(Amount amount) {
        return amount.cpus() + " cpu " + Plain.bytes(amount.memory()) + " " + Plain.bytes(amount.disk());
    }
}

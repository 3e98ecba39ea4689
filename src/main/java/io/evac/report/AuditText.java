package io.evac.report;

import java.util.List;

/** The audit trail for people and spreadsheets. */
public final class AuditText {
    private AuditText() {}

    public static String table(List<AuditReport> entries) {
        TextTable table = new TextTable("").row("TIME", "WHO", "FROM", "WHAT", "ON", "OUTCOME", "WHY");
        entries.forEach(e -> table.row(
                Plain.time(e.at()),
                Plain.line(e.actor()) + " (" + e.way() + ")",
                e.from(),
                Plain.line(e.action()),
                Plain.line(e.object()),
                e.outcome() + " " + e.status(),
                Plain.line(e.reason().orElse(""))));
        return table.text();
    }

    /** A cell that a spreadsheet would run is none. */
    public static String csv(List<AuditReport> entries) {
        CsvTable table = new CsvTable()
                .row(
                        "number", "at", "actor", "way", "from", "method", "action", "object", "digest", "reason",
                        "status", "outcome");
        entries.forEach(e -> table.row(
                e.number(),
                e.at(),
                e.actor(),
                e.way(),
                e.from(),
                e.method(),
                e.action(),
                e.object(),
                e.digest(),
                e.reason(),
                e.status(),
                e.outcome()));
        return table.text();
    }
}

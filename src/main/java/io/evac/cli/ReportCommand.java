package io.evac.cli;

import io.evac.report.RunHtml;
import io.evac.report.RunReport;
import io.evac.report.RunText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac report}. */
@Command(
        name = "report",
        description = "A run to keep or to print: table, csv, json, ndjson or html (one page, nothing loaded).",
        footer = {"", "Examples:", "  evac report R-17", "  evac report R-17 --output html > R-17.html"})
final class ReportCommand extends Action {
    @Parameters(paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Override
    public Integer call() {
        RunReport found = daemon().get("/runs/" + Client.segment(run), RunReport.class);
        if (output() == Output.html) {
            out().print(RunHtml.page(found));
        } else {
            print(found, () -> RunText.table(found), () -> RunText.csv(found));
        }
        return Exit.DONE;
    }
}

package io.evac.cli;

import io.evac.report.RunReport;
import io.evac.report.RunText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac status}. */
@Command(
        name = "status",
        description = "Show all runs, or one run with its moves.",
        footer = {"", "Examples:", "  evac status", "  evac status R-17 --output json"})
final class StatusCommand extends Action {
    @Parameters(paramLabel = "RUN", arity = "0..1", description = "a run's id; all runs when left out")
    private String run = "";

    @Override
    public Integer call() {
        Client client = daemon();
        if (run.isEmpty()) {
            List<RunReport> runs = client.get("/runs", new TypeReference<List<RunReport>>() {});
            print(runs, () -> RunText.list(runs), () -> RunText.listCsv(runs));
            if (runs.isEmpty() && output() == Output.table) {
                err().println("No runs yet. Maybe begin with: evac plan LIST");
            }
            return Exit.DONE;
        }
        RunReport found = client.get("/runs/" + Client.segment(run), RunReport.class);
        print(found, () -> RunText.table(found), () -> RunText.csv(found));
        return Exit.DONE;
    }
}

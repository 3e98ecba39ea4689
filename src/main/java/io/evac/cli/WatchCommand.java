package io.evac.cli;

import io.evac.report.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac watch}. */
@Command(
        name = "watch",
        description = "Follow a run until it ends; Ctrl-C only detaches.",
        footer = {"", "Examples:", "  evac watch R-17", "  evac watch R-17 --output json"})
final class WatchCommand extends Action {
    @Parameters(paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Override
    public Integer call() {
        Client client = daemon();
        return finish(client, client.get("/runs/" + Client.segment(run), RunReport.class), true);
    }
}

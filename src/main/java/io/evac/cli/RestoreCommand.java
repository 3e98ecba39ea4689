package io.evac.cli;

import io.evac.report.PlanReport;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code evac restore}. */
@Command(
        name = "restore",
        description = {
            "Plan the way back of everything that has left a host in a run, and show it. Changes nothing.",
            "The copies that are parked there are what is sent onto; evac apply carries it out."
        },
        footer = {"", "Examples:", "  evac restore alpha", "  evac restore alpha -o back.plan.json --output json"})
final class RestoreCommand extends Action {
    @Parameters(paramLabel = "HOST", description = "the host that is back")
    private String host = "";

    @Mixin
    private Shown shown = new Shown();

    @Mixin
    private Shown.Where where = new Shown.Where();

    @Override
    public Integer call() {
        Client client = daemon();
        PlanReport plan =
                client.post("/plans/restore", Map.of("host", host, "accept", shown.accept()), PlanReport.class);
        where.show(this, client, plan);
        return shown.refuses(plan) ? Exit.REFUSALS : Exit.DONE;
    }
}

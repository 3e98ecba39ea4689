package io.evac.cli;

import io.evac.report.PlanReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evac plan}. */
@Command(
        name = "plan",
        description = "Decide where every listed instance goes, and show it. Changes nothing.",
        footer = {
            "",
            "Examples:",
            "  evac plan rack7.csv",
            "  evac plan jobs/rack7.yaml --select host=alpha --accept EVAC-244 -o rack7.plan.json"
        })
final class PlanCommand extends Action {
    @Mixin
    private Planning planning = new Planning();

    @Mixin
    private Shown.Where where = new Shown.Where();

    @Override
    public Integer call() {
        Source source = planning.source(this);
        Client client = daemon();
        PlanReport plan = planning.plan(client, source);
        where.show(this, client, plan);
        return planning.refuses(plan) ? Exit.REFUSALS : Exit.DONE;
    }
}

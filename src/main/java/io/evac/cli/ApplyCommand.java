package io.evac.cli;

import io.evac.report.PlanReport;
import io.evac.report.PlanText;
import io.evac.report.RunReport;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evac apply}. */
@Command(
        name = "apply",
        description = "Run exactly this plan, or go on with the run that it has already.",
        footer = {"", "Examples:", "  evac apply P-9f3c21ab", "  evac apply rack7.plan.json --yes --wait --output json"
        })
final class ApplyCommand extends Action {
    @Parameters(paramLabel = "PLAN", description = "a plan's id, or a file that evac plan -o wrote")
    private String plan = "";

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Mixin
    private StartTerms terms = new StartTerms();

    @Option(names = "--wait", description = "stay until the run ends")
    private boolean wait;

    @Override
    public Integer call() {
        terms.check();
        Client client = daemon();
        PlanReport found = ShowCommand.find(client, plan);
        if (!confirmation.given()) {
            err().print(PlanText.table(found));
        }
        confirmation.ask(
                root().terminal(),
                "Apply " + found.id() + ": move " + found.moves().size() + " instances?");
        RunReport run = client.post("/runs", terms.start(found.id(), Optional.empty()), RunReport.class);
        if (Watcher.over(run)) {
            err().println(run.id() + ", the run of " + found.id()
                    + ", is over. For another run plan again: evac plan LIST");
        }
        return finish(client, run, wait);
    }
}

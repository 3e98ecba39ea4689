package io.evac.cli;

import io.evac.report.PlanReport;
import io.evac.report.PlanText;
import io.evac.report.RunReport;
import java.time.LocalDateTime;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evac run}. */
@Command(
        name = "run",
        description = "Plan, show, ask, and run.",
        footer = {"", "Examples:", "  evac run rack7.csv --wait", "  evac run jobs/rack7.yaml --dry-run"})
final class RunCommand extends Action {
    private static final String DRY = "DRY RUN: hosts are only looked at, nothing is changed";

    @Mixin
    private Planning planning = new Planning();

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Mixin
    private StartTerms terms = new StartTerms();

    @Option(names = "--wait", description = "stay until the run ends")
    private boolean wait;

    @Option(names = "--dry-run", description = "all checks on the real hosts, nothing else")
    private boolean dryRun;

    @Option(names = "--simulate", description = "on simulated hosts (not in this version)")
    private boolean simulate;

    @Override
    public Integer call() {
        if (simulate) {
            throw CommandException.notYet("--simulate");
        }
        Source source = planning.source(this);
        if (!dryRun) {
            source.job().ifPresent(RunCommand::insideWindow);
        }
        terms.check();
        Client client = daemon();
        if (dryRun) {
            err().println(DRY);
        }
        PlanReport plan = planning.plan(client, source);
        if (dryRun) {
            print(plan, () -> PlanText.table(plan), () -> PlanText.csv(plan));
            err().println(DRY);
            return planning.refuses(plan) ? Exit.REFUSALS : Exit.DONE;
        }
        err().print(PlanText.table(plan));
        if (planning.refuses(plan)) {
            return Exit.REFUSALS;
        }
        confirmation.ask(root().terminal(), "Move " + plan.moves().size() + " instances?");
        Map<String, Object> start = terms.start(plan.id(), source.job());
        return finish(client, client.post("/runs", start, RunReport.class), wait);
    }

    /** A descriptor with a window is not run outside it by hand either. */
    private static void insideWindow(JobDescriptor job) {
        LocalDateTime now = LocalDateTime.now(job.zone());
        boolean early = job.start().filter(now::isBefore).isPresent();
        boolean late = job.end().filter(end -> !now.isBefore(end)).isPresent();
        if (early || late || job.cron().isPresent()) {
            throw new CommandException(
                    Exit.BUSY,
                    "EVAC-544",
                    "outside the window of " + job.name() + " ("
                            + job.start().map(start -> "starts " + start + " ").orElse("")
                            + job.cron().map(cron -> "recurs " + cron + " ").orElse("") + job.zone() + ")",
                    "Maybe schedule it: evac schedule add JOB; or run its list itself.");
        }
    }
}

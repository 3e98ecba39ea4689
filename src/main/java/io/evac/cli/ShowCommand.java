package io.evac.cli;

import io.evac.report.Plain;
import io.evac.report.PlanReport;
import io.evac.report.PlanText;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac show}. */
@Command(
        name = "show",
        description = "Show a plan, and whether the world still fits it.",
        footer = {"", "Examples:", "  evac show P-9f3c21ab", "  evac show rack7.plan.json --commands"})
final class ShowCommand extends Action {
    @Parameters(paramLabel = "PLAN", description = "a plan's id, or a file that evac plan -o wrote")
    private String plan = "";

    @Option(names = "--commands", description = "also show what each move will run on the hosts")
    private boolean commands;

    @Override
    public Integer call() {
        Client client = daemon();
        PlanReport found = find(client, plan);
        print(found, () -> PlanText.table(found), () -> PlanText.csv(found));
        if (commands) {
            commands(this, client, found.id());
        }
        if (output() == Output.table) {
            List<String> changes = client.get(
                    "/plans/" + Client.segment(found.id()) + "/differences", new TypeReference<List<String>>() {});
            changes.forEach(change -> err().println("CHANGED " + Plain.line(change)));
            err().println(
                            changes.isEmpty()
                                    ? "Next: evac apply " + found.id()
                                    : "This plan is stale. Maybe plan again: evac plan LIST");
        }
        return Exit.DONE;
    }

    /** The plan with this id, or the plan in this file, which the daemon then takes. */
    static PlanReport find(Client client, String plan) {
        if (plan.matches("P-[0-9a-f]{8}(-\\d+)?")) {
            return client.get("/plans/" + plan, PlanReport.class);
        }
        if (Files.isRegularFile(Path.of(plan))) {
            return client.postText("/plans/document", Source.bytes(Path.of(plan)), PlanReport.class);
        }
        throw new CommandException(
                Exit.ERROR,
                "EVAC-543",
                "neither a plan's id nor a file: " + plan,
                "Maybe it looks like P-9f3c21ab; evac plan LIST makes one.");
    }

    /** Commands are for people: beside a table they are data, beside JSON they are not. */
    static void commands(Action action, Client client, String plan) {
        PrintStream to = action.output() == Output.table ? action.out() : action.err();
        client.get("/plans/" + Client.segment(plan) + "/commands", new TypeReference<List<String>>() {})
                .forEach(command -> to.println("  " + Plain.line(command)));
    }
}

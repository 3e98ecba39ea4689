package io.evac.cli;

import io.evac.report.PlanReport;
import io.evac.report.PlanText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(names = "-o", paramLabel = "FILE", description = "also write the plan to FILE, for evac apply FILE")
    private @Nullable Path file;

    @Option(names = "--commands", description = "also show what each move will run on the hosts")
    private boolean commands;

    @Override
    public Integer call() {
        Source source = planning.source(this);
        Client client = daemon();
        PlanReport plan = planning.plan(client, source);
        print(plan, () -> PlanText.table(plan), () -> PlanText.csv(plan));
        if (commands) {
            ShowCommand.commands(this, client, plan.id());
        }
        if (file != null) {
            write(file, client.text("/plans/" + Client.segment(plan.id()) + "/document"));
        }
        err().println("Nothing has been changed. Next: evac apply " + plan.id());
        return planning.refuses(plan) ? Exit.REFUSALS : Exit.DONE;
    }

    private static void write(Path file, String document) {
        try {
            Files.writeString(file, document);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file + ": " + unwritable, unwritable);
        }
    }
}

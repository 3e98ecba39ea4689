package io.evac.cli;

import io.evac.report.PlanReport;
import io.evac.report.PlanText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands share that make a plan and show it. */
final class Shown {
    @Option(
            names = "--accept",
            paramLabel = "CODE",
            split = ",",
            description = "objections to go over, by their codes; there is no switch for all of them")
    private List<String> accept = List.of();

    @Option(names = "--fail-on-refusal", description = "exit 3 when a row is refused; run then starts nothing")
    private boolean failOnRefusal;

    List<String> accept() {
        return accept;
    }

    /** Whether the plan has refusals that the operator does not want. */
    boolean refuses(PlanReport plan) {
        return failOnRefusal && !plan.refusals().isEmpty();
    }

    /** Where else it is written, and how much of it is shown. */
    static final class Where {
        @Option(names = "-o", paramLabel = "FILE", description = "also write the plan to FILE, for evac apply FILE")
        private @Nullable Path file;

        @Option(names = "--commands", description = "also show what each move will run on the hosts")
        private boolean commands;

        void show(Action action, Client client, PlanReport plan) {
            action.print(plan, () -> PlanText.table(plan), () -> PlanText.csv(plan));
            if (commands) {
                ShowCommand.commands(action, client, plan.id());
            }
            if (file != null) {
                write(file, client.text("/plans/" + Client.segment(plan.id()) + "/document"));
            }
            action.err().println("Nothing has been changed. Next: evac apply " + plan.id());
        }

        private static void write(Path file, String document) {
            try {
                Files.writeString(file, document);
            } catch (IOException unwritable) {
                throw new UncheckedIOException("cannot write " + file + ": " + unwritable, unwritable);
            }
        }
    }
}

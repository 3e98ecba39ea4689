package io.evac.cli;

import io.evac.list.EvacuationList;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.report.CsvTable;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac list}. */
@Command(
        name = "list",
        description = "Work with evacuation lists.",
        footer = {"", "Examples:", "  evac list check rack7.csv", "  evac list check rack7.csv --output json"},
        subcommands = ListCommand.Check.class)
final class ListCommand extends Group {

    /** Every problem of a list, without any host or daemon. */
    @Command(
            name = "check",
            description = "Show every problem of a list as file:line:column: message.",
            footer = {"", "Examples:", "  evac list check rack7.csv", "  evac list check rack7.csv --output json"})
    static final class Check extends Action {
        @Parameters(paramLabel = "FILE", description = "the list (CSV)")
        private @Nullable Path file;

        /** The answer as JSON. */
        record Checked(int schemaVersion, String file, int rows, boolean rejected, List<ListProblem> problems) {}

        @Override
        public Integer call() {
            Path named = java.util.Objects.requireNonNull(file);
            EvacuationList list = new ListParser().parse(named.toString(), Source.bytes(named));
            Checked checked = new Checked(
                    RunReport.SCHEMA_VERSION, list.file(), list.rows().size(), list.rejected(), list.problems());
            print(checked, () -> table(list), () -> csv(list));
            if (list.problems().isEmpty()) {
                err().println(list.rows().size() + " rows, no problems");
                return Exit.DONE;
            }
            err().println(list.rows().size() + " good rows, " + list.problems().size() + " problems"
                    + (list.rejected() ? "; the file is rejected" : ""));
            return Exit.ERROR;
        }

        private static String table(EvacuationList list) {
            return list.problems().stream()
                    .map(problem -> Plain.line(problem.toString()) + "\n")
                    .collect(Collectors.joining());
        }

        private static String csv(EvacuationList list) {
            CsvTable table = new CsvTable().row("file", "line", "column", "code", "message", "remedy");
            list.problems().forEach(p -> table.row(p.file(), p.line(), p.column(), p.code(), p.message(), p.remedy()));
            return table.text();
        }
    }
}

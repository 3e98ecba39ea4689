package io.evac.cli;

import io.evac.report.RunReport;
import java.util.ArrayList;
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
    private static final int PAGE = 1000;

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "a run's id; all runs when left out")
    private String run = "";

    @Override
    public Integer call() {
        Client client = daemon();
        String path = run.isEmpty() ? "/runs" : "/runs/" + Client.segment(run);
        switch (output()) {
            case table, csv -> shown(client.text(path + (run.isEmpty() ? "" : "/report") + "?format=" + output()));
            default -> {
                Object value = run.isEmpty() ? all(client) : client.get(path, RunReport.class);
                print(value, () -> "", () -> "");
            }
        }
        return Exit.DONE;
    }

    private static List<RunReport> all(Client client) {
        TypeReference<List<RunReport>> page = new TypeReference<>() {};
        List<RunReport> all = new ArrayList<>(client.get("/runs?limit=" + PAGE, page));
        for (int size = all.size(); size == PAGE; ) {
            List<RunReport> next = client.get(
                    "/runs?limit=" + PAGE + "&before="
                            + Client.segment(all.getLast().id()),
                    page);
            all.addAll(next);
            size = next.size();
        }
        return all;
    }

    /** The daemon writes the text: reading a run only to write it would take longer than all the rest. */
    private void shown(String text) {
        out().print(text);
        if (run.isEmpty() && output() == Output.table && text.lines().count() == 1) {
            err().println("No runs yet. Maybe begin with: evac plan LIST");
        }
    }
}

package io.evac.cli;

import io.evac.report.CsvTable;
import io.evac.report.EventReport;
import io.evac.report.Plain;
import io.evac.report.ReportJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code evac events}. */
@Command(
        name = "events",
        description = "Show a run's history: who did what, when and why.",
        footer = {"", "Examples:", "  evac events R-17", "  evac events R-17 --follow --output ndjson"})
final class EventsCommand extends Action {
    @Parameters(paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Option(names = "--follow", description = "go on until the run ends or pauses")
    private boolean follow;

    @Option(names = "--after", paramLabel = "NUMBER", description = "only events with a higher number")
    private long after;

    @Override
    public Integer call() {
        String path = "/runs/" + Client.segment(run) + "/events?after=" + after + "&follow=" + follow;
        Client client = daemon();
        switch (output()) {
            case table -> each(client, path, event -> out().println(line(event)));
            case ndjson -> {
                JsonMapper json = ReportJson.mapper();
                each(client, path, event -> out().println(json.writeValueAsString(event)));
            }
            default -> {
                List<EventReport> events = new ArrayList<>();
                each(client, path, events::add);
                print(events, () -> "", () -> csv(events));
            }
        }
        return Exit.DONE;
    }

    private static void each(Client client, String path, Consumer<EventReport> hearer) {
        JsonMapper json = ReportJson.mapper();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.stream(path), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    hearer.accept(json.readValue(line, EventReport.class));
                }
            }
        } catch (IOException cut) {
            throw new UncheckedIOException("the stream of events broke: " + cut.getMessage(), cut);
        }
    }

    private static String line(EventReport event) {
        return Plain.time(event.at()) + "  " + Plain.line(event.move().orElse(event.run())) + "  "
                + Plain.line(event.kind()) + "  " + Plain.line(event.text()) + "  (" + Plain.line(event.actor()) + ")";
    }

    private static String csv(List<EventReport> events) {
        CsvTable table = new CsvTable().row("number", "at", "run", "move", "kind", "actor", "text");
        events.forEach(e -> table.row(e.number(), e.at(), e.run(), e.move(), e.kind(), e.actor(), e.text()));
        return table.text();
    }
}

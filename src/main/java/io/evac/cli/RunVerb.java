package io.evac.cli;

import io.evac.report.RunReport;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command to a run, or to some of its instances. */
abstract class RunVerb extends Action {
    @Parameters(index = "0", paramLabel = "RUN", description = "a run's id")
    private String run = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INSTANCE",
            description = "instance or host/instance; all when left out")
    private List<String> instances = List.of();

    @Option(names = "--wait", description = "stay until the run ends or pauses")
    private boolean wait;

    /** The last segment of its path. */
    abstract String verb();

    String run() {
        return run;
    }

    /** What comes before the command is sent: nothing, unless it has to be confirmed. */
    void before(Client client) {}

    /** What is sent. */
    Map<String, Object> body() {
        return Map.of("instances", instances);
    }

    List<String> instances() {
        return instances;
    }

    @Override
    public Integer call() {
        Client client = daemon();
        before(client);
        RunReport after = client.post("/runs/" + Client.segment(run) + "/" + verb(), body(), RunReport.class);
        return finish(client, after, wait);
    }
}

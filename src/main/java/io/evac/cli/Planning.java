package io.evac.cli;

import io.evac.report.PlanReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code plan} and {@code run} share: the operand and how it is planned. */
final class Planning {
    @Parameters(paramLabel = "LIST|JOB", description = "an evacuation list (CSV), or a job descriptor (YAML)")
    private @Nullable Path operand;

    @Option(
            names = "--select",
            paramLabel = "KEY=VALUE",
            split = ",",
            description = "only rows with this host, instance, owner or type; all of them must hold")
    private List<String> select = List.of();

    @Mixin
    private Shown shown = new Shown();

    Source source(Action action) {
        Source source = Source.read(Objects.requireNonNull(operand));
        if (source.job().filter(job -> !job.told().isEmpty()).isPresent()) {
            action.err().println("warning: " + operand + ": notify tells of the runs of schedules only");
        }
        return source;
    }

    PlanReport plan(Client client, Source source) {
        Map<String, Object> body = source.body();
        body.put("file", source.file());
        body.put("select", select);
        body.put("accept", shown.accept());
        return client.post("/plans", body, PlanReport.class);
    }

    /** Whether the plan has refusals that the operator does not want. */
    boolean refuses(PlanReport plan) {
        return shown.refuses(plan);
    }
}

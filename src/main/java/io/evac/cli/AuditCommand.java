package io.evac.cli;

import io.evac.report.AuditReport;
import io.evac.report.AuditText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.type.TypeReference;

/** {@code evac audit}. */
@Command(
        name = "audit",
        description = {
            "Who asked for what, from where, and what came of it, newest first.",
            "What changes something or was refused for its role, and who logged in or did not. For approvers and admins."
        },
        footer = {"", "Examples:", "  evac audit --limit 50", "  evac audit --outcome refused --output csv"})
final class AuditCommand extends Action {
    @Option(names = "--actor", paramLabel = "NAME", description = "only what this one asked for")
    private @Nullable String actor;

    @Option(names = "--action", paramLabel = "NAME", description = "only this, e.g. login or run-apply")
    private @Nullable String action;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "only done, refused or failed")
    private @Nullable String outcome;

    @Option(names = "--before", paramLabel = "NUMBER", description = "only entries with a lower number: the next page")
    private @Nullable Long before;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "200",
            description = "at most so many, 1 to 1000 (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    public Integer call() {
        StringBuilder path = new StringBuilder("/audit?limit=" + limit);
        add(path, "actor", actor);
        add(path, "action", action);
        add(path, "outcome", outcome);
        add(path, "before", before);
        List<AuditReport> entries = daemon().get(path.toString(), new TypeReference<List<AuditReport>>() {});
        print(entries, () -> AuditText.table(entries), () -> AuditText.csv(entries));
        if (entries.size() == limit && output() == Output.table) {
            err().println("Next: evac audit --before " + entries.getLast().number());
        }
        return Exit.DONE;
    }

    private static void add(StringBuilder path, String name, @Nullable Object value) {
        if (value != null) {
            path.append('&').append(name).append('=').append(Client.segment(value.toString()));
        }
    }
}

package io.evac.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which hosts a user or token is for. */
final class HostLabels {
    @Option(
            names = "--hosts",
            paramLabel = "LABELS",
            description = {
                "only for hosts with these labels of hosts.yaml, e.g. rack=r7;",
                "a comma joins labels, --hosts again adds hosts (usual: every host)"
            })
    private List<String> words = List.of();

    List<String> words() {
        return words;
    }

    /** As tables say it. */
    static String cell(List<String> words) {
        return words.isEmpty() ? "every" : String.join(" ", words);
    }
}

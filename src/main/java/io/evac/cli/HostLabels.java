package io.evac.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** What is asked for, for these hosts. */
    Map<String, Object> with(Map<String, Object> body) {
        Map<String, Object> all = new HashMap<>(body);
        if (!words.isEmpty()) {
            all.put("hosts", words);
        }
        return all;
    }

    /** As tables say it. */
    static String cell(List<String> words) {
        return words.isEmpty() ? "every" : String.join(" ", words);
    }
}

package io.evac.web;

import io.evac.report.BoxScore;
import io.evac.report.RunReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run in a list, or on top of its page.
 *
 * @param done moves that have ended, of {@code total}
 * @param window empty for a run that may act at any time
 */
record RunLine(
        RunReport run,
        Map<String, Integer> score,
        int done,
        int total,
        Optional<WindowBar> window,
        List<Button> buttons) {
    private static final Set<String> ENDED =
            Set.of("moved", "verified", "finalized", "failed", "rolled-back", "cancelled", "needs-attention");

    static RunLine of(RunReport run, Optional<WindowBar> window, List<Button> buttons) {
        int done = ENDED.stream()
                .mapToInt(state -> run.counts().getOrDefault(state, 0))
                .sum();
        int total = run.counts().getOrDefault("total", 0) - run.counts().getOrDefault("refused", 0);
        return new RunLine(run, BoxScore.counts(run), done, Math.max(1, total), window, buttons);
    }

    /** The numbers in one sentence. */
    public String line() {
        return BoxScore.line(run);
    }
}

package io.evac.web;

import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Runs as pages list them. */
final class Lines {
    private final Runs runs;
    private final Clock clock;

    Lines(Runs runs, Clock clock) {
        this.runs = runs;
        this.clock = clock;
    }

    /** With its window, and the buttons for who looks. */
    RunLine whole(RunReport run) {
        Optional<WindowBar> bar = runs.window(new RunId(run.id())).map(window -> WindowBar.of(run, window, clock));
        return RunLine.of(run, bar, Button.of(run, Visitor.now()));
    }

    /** In a list, without buttons. */
    static RunLine brief(RunReport run) {
        return RunLine.of(run, Optional.empty(), List.of());
    }
}

package io.evac.web;

import io.evac.daemon.KnownRuns;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Runs as pages list them. */
final class Lines {
    private final Runs runs;
    private final KnownRuns known;
    private final Clock clock;

    Lines(Runs runs, KnownRuns known, Clock clock) {
        this.runs = runs;
        this.known = known;
        this.clock = clock;
    }

    /** With its window, and the buttons for who looks. */
    RunLine whole(String id) {
        return whole(known.find(id));
    }

    RunLine whole(RunReport run) {
        return RunLine.of(run, window(run), Deed.of(run, Visitor.now()));
    }

    /** In a list, without buttons. */
    static RunLine brief(RunReport run) {
        return RunLine.of(run, Optional.empty(), List.of());
    }

    Optional<WindowBar> window(RunReport run) {
        return runs.window(new RunId(run.id())).map(window -> WindowBar.of(run, window, clock));
    }
}

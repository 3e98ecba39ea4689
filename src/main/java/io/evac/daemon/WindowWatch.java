package io.evac.daemon;

import io.evac.report.Forecast;
import io.evac.report.Plain;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.Runs;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Says of runs that will not be done within their windows, as soon as that can be foreseen. Not thread-safe. */
final class WindowWatch {
    private static final String RUNNING = "running";

    private final Reports reports;
    private final Runs runs;

    /** Runs, each with its window, that were late when they were looked at last: one look may be a moment's. */
    private Set<String> lately = Set.of();

    WindowWatch(Reports reports, Runs runs) {
        this.reports = reports;
        this.runs = runs;
    }

    /** One look at every run that works in a window; who is late for the second time in a row is told of, once per window. */
    void look() {
        Set<String> late = new HashSet<>();
        reports.runs().stream()
                .filter(run -> run.state().equals(RUNNING) && run.window().isPresent())
                .flatMap(run -> reports.run(run.id()).stream())
                .filter(run -> run.forecast().flatMap(Forecast::lateMillis).isPresent())
                .forEach(run -> {
                    String window = run.window().orElseThrow();
                    late.add(run.id() + " " + window);
                    if (lately.contains(run.id() + " " + window)) {
                        runs.willMissWindow(new RunId(run.id()), window, words(run));
                    }
                });
        lately = late;
    }

    private static String words(RunReport run) {
        Forecast forecast = run.forecast().orElseThrow();
        Duration late = Duration.ofMillis(forecast.lateMillis().orElseThrow());
        return "will miss its window (" + run.window().orElseThrow() + ") by about " + Plain.duration(late)
                + ": the last move would have arrived at " + Plain.time(forecast.eta())
                + ". What does not fit is not begun and runs on where it is. Maybe evac resume " + run.id()
                + " --outside-window, or evac schedule next for a window that goes on with the rest";
    }
}

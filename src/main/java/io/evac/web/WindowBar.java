package io.evac.web;

import io.evac.report.Forecast;
import io.evac.report.RunReport;
import io.evac.schedule.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How a run stands in its window.
 *
 * @param window its limits, for people
 * @param passed hundredths of the window that are over
 * @param done when it is expected to be done, in hundredths of the window; empty when that cannot be said
 * @param late whether it will not be done within
 * @param words the same in words
 */
record WindowBar(String window, int passed, Optional<Integer> done, boolean late, String words) {
    private static final int WHOLE = 100;

    static WindowBar of(RunReport run, Window window, Clock clock) {
        Instant now = clock.instant();
        boolean late = run.forecast().flatMap(Forecast::lateMillis).isPresent();
        String left = run.forecast()
                .map(forecast -> forecast.left(now.atOffset(ZoneOffset.UTC)))
                .orElse("when it will be done cannot be said yet");
        String open = now.isBefore(window.opens())
                ? "the window is not open yet"
                : now.isAfter(window.closes()) ? "the window is over" : "the window is open";
        return new WindowBar(
                window.words(),
                at(now, window),
                run.forecast().map(forecast -> at(forecast.eta().toInstant(), window)),
                late,
                (late ? "Will miss its window: " : "") + open + "; " + left);
    }

    private static int at(Instant time, Window window) {
        long whole =
                Math.max(1, Duration.between(window.opens(), window.closes()).toMillis());
        long part = Duration.between(window.opens(), time).toMillis();
        return (int) Math.clamp(part * WHOLE / whole, 0, WHOLE);
    }
}

package io.evac.simulation;

import io.evac.schedule.TestWindows;
import io.evac.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The windows of a story, one after the other. Behind the last one it has none any more, and may stop instances at any time.
 *
 * @param windows soonest first; none of them begins before the last one has closed
 */
record Nights(List<Window> windows) {
    static final Nights NONE = new Nights(List.of());

    private static final int MANY = 12;
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("UTC"));

    /** Every so many hours, from two minutes to nearly as long, with a lockout or without. */
    static Nights random(Chance chance, Instant beginning) {
        int hours = chance.of(List.of(1, 2, 3, 4), "every so many hours", 0);
        int lasts = 2 + chance.below(hours * 60 - 4, "window lasts", 0);
        int lockout = chance.oneIn(2, "has a lockout", 0) ? chance.below(lasts, "lockout", 0) : 0;
        String cron = "0 " + chance.below(60, "opens", 0) + " 0/" + hours + " * * ?";
        return new Nights(TestWindows.next(
                cron,
                chance.of(ZONES, "zone", 0),
                Duration.ofMinutes(lasts),
                Duration.ofMinutes(lockout),
                beginning.minus(Duration.ofHours(hours)),
                MANY));
    }

    /** The one that a run is in: the last one that has opened, or the first one to come; empty behind the last one's end. */
    Optional<Window> at(Instant now) {
        if (windows.isEmpty() || !now.isBefore(windows.getLast().closes())) {
            return Optional.empty();
        }
        return Optional.of(windows.reversed().stream()
                .filter(window -> !window.opens().isAfter(now))
                .findFirst()
                .orElse(windows.getFirst()));
    }

    /** When the next one opens; empty when there is none. */
    Optional<Instant> nextOpening(Instant now) {
        return windows.stream().map(Window::opens).filter(now::isBefore).findFirst();
    }

    /** The end of a window between the two; empty when there is none. */
    Optional<Instant> endBetween(Instant from, Instant to) {
        return windows.stream()
                .map(Window::closes)
                .filter(end -> from.isBefore(end) && end.isBefore(to))
                .findFirst();
    }
}

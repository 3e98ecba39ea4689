package io.evac.migration;

import java.time.Duration;
import java.util.List;

/**
 * How a guard starts, stops and looks at an instance on its host: argument vectors, never shell text; no argument
 * holds a line break.
 *
 * @param home the directory (or definition file) that must be in place for a start; commands run in it when it is a
 *     directory
 * @param status exit 0 running, 3 stopped, anything else unknown (LSB)
 * @param health exit 0 healthy; empty when the instance has no check
 * @param stopTimeout how long a stop may take before it counts as refused
 * @param autostart the instance's wish: whether it is to start at boot
 * @param platform what takes the copy out of its place and into it, where that is more than a rename; it gets one more
 *     word ({@code docs/guard.md}); empty for a directory
 */
public record Definition(
        String home,
        List<String> start,
        List<String> stop,
        List<String> status,
        List<String> health,
        Duration stopTimeout,
        boolean autostart,
        List<String> platform) {
    public Definition {
        start = List.copyOf(start);
        stop = List.copyOf(stop);
        status = List.copyOf(status);
        health = List.copyOf(health);
        platform = List.copyOf(platform);
    }

    /** An instance that is a directory: to rename it takes it out of its place. */
    public Definition(
            String home,
            List<String> start,
            List<String> stop,
            List<String> status,
            List<String> health,
            Duration stopTimeout,
            boolean autostart) {
        this(home, start, stop, status, health, stopTimeout, autostart, List.of());
    }
}

package io.evac.inventory;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * A host's limit for evacuation traffic, by the local time of day.
 *
 * @param entries the first entry that holds the time wins; no entry means no limit
 */
public record Bandwidth(List<Entry> entries) {
    public static final Bandwidth UNLIMITED = new Bandwidth(List.of());

    /** From {@code from} (inclusive) to {@code to} (exclusive); {@code to} before or equal to {@code from} crosses midnight. */
    public record Entry(LocalTime from, LocalTime to, Rate limit) {
        boolean holds(LocalTime time) {
            boolean afterStart = !time.isBefore(from);
            boolean beforeEnd = time.isBefore(to);
            return from.isBefore(to) ? afterStart && beforeEnd : afterStart || beforeEnd;
        }
    }

    public Bandwidth {
        entries = List.copyOf(entries);
    }

    /** The same limit all day. */
    public static Bandwidth always(Rate limit) {
        return new Bandwidth(List.of(new Entry(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, limit)));
    }

    /** The limit at {@code time}, or empty for none. */
    public Optional<Rate> at(LocalTime time) {
        return entries.stream().filter(entry -> entry.holds(time)).findFirst().map(Entry::limit);
    }
}

package io.evac.inventory;

import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A limit for evacuation traffic, of a host or of a run, by the local time of day.
 *
 * @param entries the first entry that holds the time wins; no entry means no limit
 */
public record Bandwidth(List<Entry> entries) {
    public static final Bandwidth UNLIMITED = new Bandwidth(List.of());

    private static final String NONE = "none";
    private static final int MOST = 24;
    private static final Pattern ENTRY =
            Pattern.compile("((?:[01]\\d|2[0-3]):[0-5]\\d)-((?:[01]\\d|2[0-3]):[0-5]\\d|24:00)=(.+)");

    /** From {@code from} (inclusive) to {@code to} (exclusive); {@code to} before or equal to {@code from} crosses midnight. */
    public record Entry(LocalTime from, LocalTime to, Rate limit) {
        boolean holds(LocalTime time) {
            boolean afterStart = !time.isBefore(from);
            boolean beforeEnd = time.isBefore(to);
            return from.isBefore(to) ? afterStart && beforeEnd : afterStart || beforeEnd;
        }
    }

    /** @throws IllegalArgumentException for more than 24 entries */
    public Bandwidth {
        entries = List.copyOf(entries);
        if (entries.size() > MOST) {
            throw new IllegalArgumentException(
                    "more than " + MOST + " limits in a day: " + entries.size() + ". Maybe leave some out");
        }
    }

    /** The same limit all day. */
    public static Bandwidth always(Rate limit) {
        return new Bandwidth(List.of(new Entry(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, limit)));
    }

    /**
     * Reads {@code 200Mbit}, {@code none}, or a timetable: {@code 08:00-18:00=100Mbit,18:00-08:00=1Gbit}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Bandwidth parse(String text) {
        if (text.strip().equals(NONE)) {
            return UNLIMITED;
        }
        if (!text.contains("=")) {
            return always(Rate.parse(text));
        }
        return new Bandwidth(
                Arrays.stream(text.split(",", -1)).map(Bandwidth::entry).toList());
    }

    private static Entry entry(String text) {
        Matcher form = ENTRY.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("not hours and a limit: " + Texts.quoted(text)
                    + ". Maybe write them like 08:00-18:00=100Mbit, with a comma between two");
        }
        return new Entry(
                LocalTime.parse(form.group(1)),
                LocalTime.parse(form.group(2).replace("24:00", "00:00")),
                Rate.parse(form.group(3)));
    }

    /** The limit at {@code time}, or empty for none. */
    public Optional<Rate> at(LocalTime time) {
        return entries.stream().filter(entry -> entry.holds(time)).findFirst().map(Entry::limit);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (entries.isEmpty()) {
            return NONE;
        }
        if (equals(always(entries.getFirst().limit()))) {
            return entries.getFirst().limit().exact();
        }
        return entries.stream()
                .map(entry ->
                        entry.from() + "-" + entry.to() + "=" + entry.limit().exact())
                .collect(Collectors.joining(","));
    }
}

package io.evac.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of time that may overlap. Not thread-safe. */
final class Spans {
    /** In milliseconds; the end is not within. */
    private record Span(long from, long to) {}

    private final List<Span> all = new ArrayList<>();

    /** One that is no longer than nothing is left out. */
    void add(long from, long to) {
        if (to > from) {
            all.add(new Span(from, to));
        }
    }

    int count() {
        return all.size();
    }

    /** How long at least one of them was, in milliseconds. */
    long covered() {
        long covered = 0;
        long until = Long.MIN_VALUE;
        for (Span span : sorted()) {
            covered += Math.max(0, span.to() - Math.max(span.from(), until));
            until = Math.max(until, span.to());
        }
        return covered;
    }

    /** The mean length, in milliseconds. */
    long mean(long unlessKnown) {
        return (long) all.stream()
                .mapToLong(span -> span.to() - span.from())
                .average()
                .orElse(unlessKnown);
    }

    /** How many there were at one time; at least 1. */
    int mostAtOnce() {
        long[] ends = all.stream().mapToLong(Span::to).sorted().toArray();
        int most = 1;
        int begun = 0;
        int ended = 0;
        for (Span span : sorted()) {
            begun++;
            while (ends[ended] <= span.from()) {
                ended++;
            }
            most = Math.max(most, begun - ended);
        }
        return most;
    }

    private List<Span> sorted() {
        return all.stream().sorted(Comparator.comparingLong(Span::from)).toList();
    }
}

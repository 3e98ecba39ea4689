package io.evac.web;

import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * What all transfers of a run carried a second, over time, as SVG. Only how much each move carried is known, and when: within
 * its transfers it is taken to be even.
 */
final class RateChart {
    private static final Set<String> CARRY = Set.of("full-sync", "incremental-sync", "final-sync");
    private static final int BARS = 120;
    private static final int WIDTH = 960;
    private static final int HEIGHT = 120;
    private static final int TOP = 18;
    private static final double MILLIS = 1000.0;

    private RateChart() {}

    /** The drawing; empty before anything was carried. */
    static String svg(RunReport run, Instant now) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (MoveReport move : run.moves()) {
            for (PhaseReport stay : move.phases()) {
                if (CARRY.contains(stay.phase())) {
                    from = Math.min(from, stay.started().toInstant().toEpochMilli());
                    to = Math.max(to, end(stay, now));
                }
            }
        }
        if (from >= to) {
            return "";
        }
        double[] rates = rates(run, now, from, to);
        double most = Math.max(1, Arrays.stream(rates).max().orElse(1));
        return draw(rates, most, Duration.ofMillis(to - from));
    }

    private static double[] rates(RunReport run, Instant now, long from, long to) {
        double[] rates = new double[BARS];
        double step = (to - from) / (double) BARS;
        for (MoveReport move : run.moves()) {
            long carrying = move.phases().stream()
                    .filter(stay -> CARRY.contains(stay.phase()))
                    .mapToLong(stay -> Math.max(
                            0, end(stay, now) - stay.started().toInstant().toEpochMilli()))
                    .sum();
            double rate = carrying == 0 ? 0 : move.bytesDone() * MILLIS / carrying;
            for (PhaseReport stay : move.phases()) {
                if (CARRY.contains(stay.phase())) {
                    long began = stay.started().toInstant().toEpochMilli() - from;
                    spread(rates, step, rate, began, end(stay, now) - from);
                }
            }
        }
        return rates;
    }

    private static void spread(double[] rates, double step, double rate, double began, double ended) {
        int last = (int) Math.min(BARS - 1, ended / step);
        for (int bar = (int) Math.clamp((long) (began / step), 0, BARS - 1); bar <= last; bar++) {
            double within = Math.min(ended, (bar + 1) * step) - Math.max(began, bar * step);
            rates[bar] += rate * Math.max(0, within) / step;
        }
    }

    private static long end(PhaseReport stay, Instant now) {
        return stay.ended().map(at -> at.toInstant().toEpochMilli()).orElseGet(now::toEpochMilli);
    }

    private static String draw(double[] rates, double most, Duration span) {
        String words = "at most " + Plain.bytes((long) most) + "/s, over " + Plain.duration(span);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"rates\" role=\"img\" aria-label=\"Rate of all transfers over time: %s\" viewBox=\"0 0 %d %d\">",
                words,
                WIDTH,
                HEIGHT + TOP));
        svg.append("<text x=\"0\" y=\"12\" font-size=\"12\">").append(words).append("</text>");
        double width = WIDTH / (double) BARS;
        for (int bar = 0; bar < BARS; bar++) {
            double height = HEIGHT * rates[bar] / most;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    bar * width,
                    TOP + HEIGHT - height,
                    width - 1,
                    height));
        }
        return svg.append("</svg>").toString();
    }
}

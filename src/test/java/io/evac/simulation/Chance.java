package io.evac.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The draws of one seed. Each question has a draw of its own by name and number, so that leaving one fault out of a story
 * changes no other draw.
 */
public record Chance(long seed) {
    private SplittableRandom of(String what, long number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + what.hashCode() * 0x632BE59BD9B4E019L + number);
    }

    /** From 0 to below 1. */
    public double real(String what, long number) {
        return of(what, number).nextDouble();
    }

    public int below(int bound, String what, long number) {
        return of(what, number).nextInt(bound);
    }

    public boolean oneIn(int n, String what, long number) {
        return below(n, what, number) == 0;
    }

    public Duration seconds(int bound, String what, long number) {
        return Duration.ofMillis(below(bound * 1000, what, number));
    }

    public <T> T of(List<T> choices, String what, long number) {
        return choices.get(below(choices.size(), what, number));
    }
}

package io.evac.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every move its order and its band. Band 0 holds the canaries of the run, its smallest moves; the others stand
 * by size, each band up to eight times the one before, so that the small need not wait for the big.
 */
final class Numbering {
    private static final long FIRST_BAND_BYTES = 1L << 30;
    private static final int GROWTH = 8;

    private Numbering() {}

    /** In order; ids are those of {@code plan}. */
    static List<Move> number(List<Placed> placed, int canaries, PlanId plan) {
        List<Placed> ordered = placed.stream().sorted(Placed.ORDER).toList();
        Set<Placed> first = new HashSet<>(ordered.stream()
                .sorted(Comparator.comparingLong((Placed p) -> p.estimate().bytes())
                        .thenComparing(p -> p.departure().ref()))
                .limit(canaries)
                .toList());
        List<Move> moves = new ArrayList<>(ordered.size());
        for (Placed one : ordered) {
            int order = moves.size() + 1;
            int band = first.contains(one) ? 0 : band(one.estimate().bytes());
            moves.add(one.move(MoveId.of(plan, order), band, order));
        }
        return moves;
    }

    /** 1 below 1 GiB, 2 below 8 GiB, 3 below 64 GiB, and so on. */
    static int band(long bytes) {
        int band = 1;
        for (long limit = FIRST_BAND_BYTES; bytes >= limit && limit <= Long.MAX_VALUE / GROWTH; limit *= GROWTH) {
            band++;
        }
        return band;
    }
}

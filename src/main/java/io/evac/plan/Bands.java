package io.evac.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The bands of one source host: its moves by size, each band up to eight times the one before, so that the small need
 * not wait for the big. A class of fewer moves than {@value #SMALLEST} goes with a neighbour: it could not keep the
 * host's slots busy, and every band is work for the database.
 *
 * @param limits bytes below which a move belongs to the first, second, … band; what is larger belongs to the last
 */
public record Bands(List<Long> limits) {
    private static final long FIRST_BAND_BYTES = 1L << 30;
    private static final int GROWTH = 8;
    private static final int SMALLEST = 4;

    public Bands {
        limits = List.copyOf(limits);
    }

    /** The bands for moves of these sizes in bytes. */
    public static Bands of(Collection<Long> sizes) {
        List<Long> limits = new ArrayList<>();
        long left = sizes.size();
        long below = 0;
        for (long limit = FIRST_BAND_BYTES; limit <= Long.MAX_VALUE / GROWTH && left >= SMALLEST; limit *= GROWTH) {
            long from = below;
            long to = limit;
            long count =
                    sizes.stream().filter(size -> size >= from && size < to).count();
            if (count >= SMALLEST && left - count >= SMALLEST) {
                limits.add(limit);
                below = limit;
                left -= count;
            }
        }
        return new Bands(limits);
    }

    /** The band of a move of so many bytes; 1 is the first. */
    public int band(long bytes) {
        return 1 + (int) limits.stream().filter(limit -> bytes >= limit).count();
    }
}

package io.evac.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BandsTest {
    private static final long GIB = 1L << 30;

    @Test
    void like_sizes_share_a_band_and_each_is_eight_times_as_wide() {
        Bands bands = Bands.of(sizes(4, GIB / 2, 4, 3 * GIB, 4, 20 * GIB));
        assertThat(Stream.of(1L, GIB - 1, GIB, 8 * GIB - 1, 8 * GIB, 900 * GIB).map(bands::band))
                .containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void a_class_of_few_moves_goes_with_the_next_larger() {
        Bands bands = Bands.of(sizes(3, GIB / 2, 2, 3 * GIB, 9, 20 * GIB));
        assertThat(Stream.of(GIB / 2, 3 * GIB, 20 * GIB).map(bands::band)).containsExactly(1, 1, 2);
    }

    @Test
    void the_few_largest_go_with_those_before_them() {
        Bands bands = Bands.of(sizes(9, GIB / 2, 3, 500 * GIB));
        assertThat(Stream.of(GIB / 2, 500 * GIB).map(bands::band)).containsExactly(1, 1);
    }

    @Test
    void gaps_between_sizes_leave_no_empty_band() {
        Bands bands = Bands.of(sizes(5, GIB / 2, 5, 500 * GIB));
        assertThat(Stream.of(GIB / 2, 500 * GIB).map(bands::band)).containsExactly(1, 2);
    }

    @Test
    void a_host_of_nothing_or_of_one_move_has_one_band() {
        assertThat(Bands.of(List.of()).band(GIB)).isEqualTo(1);
        assertThat(Bands.of(List.of(Long.MAX_VALUE)).band(Long.MAX_VALUE)).isEqualTo(1);
    }

    /** So many of this size, so many of that. */
    private static List<Long> sizes(long... countsAndSizes) {
        Stream<Long> all = Stream.of();
        for (int i = 0; i < countsAndSizes.length; i += 2) {
            all = Stream.concat(all, Collections.nCopies((int) countsAndSizes[i], countsAndSizes[i + 1]).stream());
        }
        return all.toList();
    }
}

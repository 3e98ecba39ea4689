package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A few stories in passing; {@link SimulationIT} plays them by the thousand. */
class SimulationTest {
    private static final int FEW = 200;

    @Test
    void aFewStoriesKeepTheInvariants() {
        assertThat(Seeds.play(1, FEW, Mutant.REAL, new Coverage())).isEmpty();
    }

    @Test
    void aFewStoriesKeepTheirWindows() {
        assertThat(Seeds.play(Seeds.WINDOWED, FEW, Mutant.REAL, new Coverage())).isEmpty();
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(Seeds.told(42)).isEqualTo(Seeds.told(42)).contains("every invariant held");
    }
}

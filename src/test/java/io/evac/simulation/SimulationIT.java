package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The invariants under every fault; see {@code docs/simulation.md}. {@code -Devac.seeds=N} plays so many seeds, {@code
 * -Devac.seed=N} (with {@code -Devac.only=}, as a failure prints it) tells one story.
 */
class SimulationIT {
    private static final long SEEDS = Long.getLong("evac.seeds", 10_000);
    private static final Coverage COVERAGE = new Coverage();

    @AfterAll
    static void figures() {
        System.out.println("simulation: " + COVERAGE.figures());
    }

    @Test
    void everySeedKeepsTheInvariants() {
        Long one = Long.getLong("evac.seed");
        if (one != null) {
            String story = Seeds.told(one, only());
            System.out.println(story);
            assertThat(story).endsWith("every invariant held");
            return;
        }
        List<String> broken = Seeds.play(1, SEEDS, Mutant.REAL, COVERAGE);
        assertThat(broken).as("after " + COVERAGE.stories() + " stories").isEmpty();
        assertThat(COVERAGE.missingFaults()).as("faults that never happened").isEmpty();
        assertThat(COVERAGE.missingPhases()).as("phases never seen").isEmpty();
        assertThat(COVERAGE.missingTransitions()).as("transitions never seen").isEmpty();
    }

    @Test
    void everySeedKeepsItsWindows() {
        if (Long.getLong("evac.seed") == null) {
            Coverage coverage = new Coverage();
            assertThat(Seeds.play(Seeds.WINDOWED, SEEDS, Mutant.REAL, coverage)).isEmpty();
            System.out.println("simulation in windows: " + coverage.figures());
        }
    }

    private static Optional<Set<Long>> only() {
        return Optional.ofNullable(System.getProperty("evac.only"))
                .map(points -> Arrays.stream(points.split(","))
                        .filter(point -> !point.isBlank())
                        .map(Long::valueOf)
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyFaultAtEveryPointAndASecondKillBehindEveryKillKeepTheInvariants() {
        if (Long.getLong("evac.seed") == null) {
            assertThat(EveryPoint.play(Mutant.REAL, COVERAGE)).isEmpty();
        }
    }
}

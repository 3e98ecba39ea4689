package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random faults and kills by seed. Replay one with {@code -Devac.seed=N}: it prints its whole story. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("evac.seeds", 4000);

    @Test
    void every_seed_keeps_the_invariants() {
        Long one = Long.getLong("evac.seed");
        if (one != null) {
            Seed seed = new Seed(one, guards -> guards);
            Optional<String> broken = seed.play();
            assertThat(broken).as(seed.story()).isEmpty();
            System.out.println(seed.story());
            return;
        }
        List<String> broken = new ArrayList<>();
        Map<MoveState, Integer> ends = new EnumMap<>(MoveState.class);
        for (long number = 1; number <= SEEDS; number++) {
            Seed seed = new Seed(number, guards -> guards);
            long n = number;
            seed.play().ifPresent(why -> broken.add("seed " + n + ": " + why));
            ends.merge(seed.end(), 1, Integer::sum);
        }
        assertThat(broken).as(broken.size() + " of " + SEEDS + " seeds").isEmpty();
        assertThat(ends.keySet()).contains(MoveState.VERIFIED, MoveState.FAILED, MoveState.NEEDS_ATTENTION);
        assertThat(ends.getOrDefault(MoveState.NEEDS_ATTENTION, 0)).isLessThan(SEEDS / 5);
        assertThat(ends.get(MoveState.VERIFIED)).isGreaterThan(SEEDS / 3);
    }

    @Test
    void the_same_seed_plays_the_same_story() {
        Seed first = new Seed(42, guards -> guards);
        Seed second = new Seed(42, guards -> guards);
        first.play();
        second.play();
        assertThat(first.story()).isEqualTo(second.story());
    }

    @Test
    void a_fence_that_does_not_look_whether_it_stopped_is_caught() {
        caught(Sabotage::fenceWithoutLooking);
    }

    @Test
    void a_destination_activated_while_the_source_is_not_fenced_is_caught() {
        caught(Sabotage::pretendToFence);
    }

    @Test
    void a_parked_copy_started_without_bringing_the_writes_home_is_caught() {
        caught(Sabotage::startParkedCopyInsteadOfReserving);
    }

    @Test
    void an_unfence_of_the_source_while_the_destination_may_start_is_caught() {
        caught(Sabotage::unfenceAfterActivate);
    }

    private static void caught(UnaryOperator<Guards> sabotage) {
        assertThat(LongStream.rangeClosed(1, 400)
                        .filter(n -> new Seed(n, sabotage).play().isPresent())
                        .count())
                .as("broken seeds of 400")
                .isPositive();
    }
}

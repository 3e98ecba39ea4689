package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResolutionTest {
    @Test
    void every_pair_has_a_decision_and_no_pair_turns_for_ever() {
        for (GuardState source : GuardState.values()) {
            for (GuardState destination : GuardState.values()) {
                Resolution there = Resolution.of(source, destination);
                Resolution back = Resolution.of(destination, source);
                assertThat(there == Resolution.TURN && back == Resolution.TURN)
                        .as(source + " " + destination)
                        .isFalse();
            }
        }
    }

    @Test
    void a_source_is_never_started_while_the_destination_may_be() {
        for (GuardState destination : new GuardState[] {
            GuardState.ACTIVATING, GuardState.ACTIVE, GuardState.OPEN, GuardState.QUIESCED, GuardState.RELEASED
        }) {
            assertThat(Resolution.of(GuardState.FENCED, destination))
                    .isNotIn(Resolution.UNFENCE, Resolution.RELEASE, Resolution.BEGIN);
        }
    }

    @Test
    void a_fenced_source_is_not_started_when_what_was_sealed_for_its_fence_is_gone() {
        assertThat(Resolution.of(GuardState.FENCED, GuardState.ABSENT)).isEqualTo(Resolution.ATTENTION);
    }

    @Test
    void a_start_that_was_cut_off_at_home_is_finished_there() {
        assertThat(Resolution.of(GuardState.ACTIVATING, GuardState.FENCED)).isEqualTo(Resolution.UNFENCE);
    }

    @Test
    void a_destination_is_activated_only_behind_a_fence() {
        for (GuardState source : GuardState.values()) {
            for (GuardState destination : GuardState.values()) {
                if (Resolution.of(source, destination) == Resolution.ACTIVATE) {
                    assertThat(source).isEqualTo(GuardState.FENCED);
                }
            }
        }
    }
}

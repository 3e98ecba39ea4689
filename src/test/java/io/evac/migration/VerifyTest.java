package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.Trouble;
import org.junit.jupiter.api.Test;

/** What a move does with the verifier's answers. */
class VerifyTest {
    private static Stage moved() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        assertThat(stage.advance(Leg.CUTOVER).state()).isEqualTo(MoveState.MOVED);
        return stage;
    }

    @Test
    void a_host_that_is_silent_leaves_a_move_unverified_until_it_answers() {
        Stage stage = moved().with(Trouble.silent(Moves.ALPHA));
        Journal.MoveRecord waits = stage.advance(Leg.VERIFY);
        assertThat(waits.state()).isEqualTo(MoveState.MOVED);
        assertThat(waits.code()).contains("EVAC-432");
        assertThat(waits.message().orElse("")).contains("alpha could not be asked");
        Journal.MoveRecord end = stage.with(Faults.NONE).advance(Leg.VERIFY);
        assertThat(end.state()).isEqualTo(MoveState.VERIFIED);
        assertThat(end.message()).isEmpty();
    }

    @Test
    void a_verification_tells_all_that_is_wrong_with_its_remedies() {
        Stage stage = moved();
        stage.world.meddle(Moves.AWAY, false);
        stage.world.intrude(Moves.HOME);
        Journal.MoveRecord end = stage.advance(Leg.VERIFY);
        assertThat(end.state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.code()).contains("EVAC-431");
        assertThat(end.message().orElse(""))
                .contains(
                        "alpha/web1 is not parked",
                        "Maybe somebody put it back",
                        "beta/web1 should be",
                        "evac rollback")
                .endsWith("; then type: evac retry R-1 alpha/web1");
    }

    @Test
    void finalize_keeps_the_parked_copy_of_a_sick_instance() {
        Stage stage = Stage.semiLive();
        stage.runAll();
        Journal.MoveRecord kept = stage.with(Trouble.sick(Moves.BETA)).advance(Leg.FINALIZE);
        assertThat(kept.state()).isEqualTo(MoveState.VERIFIED);
        assertThat(kept.code()).contains(Codes.FINALIZE);
        assertThat(kept.message().orElse("")).contains("not healthy").contains("Maybe");
    }

    @Test
    void finalize_deletes_the_parked_copy_only_while_the_destination_runs() {
        Stage stage = Stage.semiLive();
        stage.runAll();
        stage.world.meddle(Moves.AWAY, false);
        assertThat(stage.advance(Leg.FINALIZE).state()).isEqualTo(MoveState.VERIFIED);
        stage.world.meddle(Moves.AWAY, true);
        assertThat(stage.advance(Leg.FINALIZE).state()).isEqualTo(MoveState.FINALIZED);
        assertThat(stage.world
                        .guards()
                        .on(Moves.host(Moves.ALPHA))
                        .observe(Moves.WEB)
                        .state())
                .isEqualTo(GuardState.ABSENT);
    }

    @Test
    void what_a_way_home_that_came_to_nothing_has_left_is_verified_and_goes_by_finalize() {
        Stage stage = Stage.semiLive();
        stage.runAll();
        stage.with(new CallFaults((ref, call) -> call.equals("sync") ? Faults.Fault.DISK_FULL : Faults.Fault.NONE));
        Journal.MoveRecord back = stage.advance(Leg.ROLLBACK);
        assertThat(back.state()).as(back.toString()).isEqualTo(MoveState.MOVED);
        assertThat(parked(stage)).isEqualTo(GuardState.REVOKED);
        Journal.MoveRecord verified = stage.with(Faults.NONE).runAll();
        assertThat(verified.state()).as(verified.toString()).isEqualTo(MoveState.VERIFIED);
        Journal.MoveRecord end = stage.advance(Leg.FINALIZE);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FINALIZED);
        assertThat(parked(stage)).isEqualTo(GuardState.ABSENT);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
    }

    private static GuardState parked(Stage stage) {
        return stage.world
                .guards()
                .on(Moves.host(Moves.ALPHA))
                .observe(Moves.WEB)
                .state();
    }
}

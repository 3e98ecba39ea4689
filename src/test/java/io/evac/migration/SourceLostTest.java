package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The source does not come back: before its fence nothing may run for it, behind the commit it is not needed. */
class SourceLostTest {
    private final Stage stage = Stage.semiLive();
    private boolean gone;

    private void faults() {
        stage.with(new CallFaults((ref, call) -> gone && ref.equals(Moves.HOME) ? Fault.UNREACHABLE : Fault.NONE));
    }

    private void lose() {
        gone = true;
        stage.world.halt(Moves.ALPHA);
    }

    private String message() {
        return stage.read().message().orElse("");
    }

    @Test
    void before_the_fence_the_move_fails_and_what_arrived_is_kept_and_not_started() {
        faults();
        stage.advance(Leg.FULL_SYNC);
        lose();
        stage.clock.pause(Duration.ofMinutes(7));
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(message()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.SOURCE_LOST);
        assertThat(message())
                .contains("source lost: alpha did not answer (3 times)")
                .contains("the last complete round, taken while it ran, ended at 2026-11-20T22:")
                .contains("7 min ago")
                .contains("away/web1");
        GuardFacts kept = stage.world.guards().on(Moves.host(Moves.BETA)).observe(Moves.WEB);
        assertThat(kept.state()).isEqualTo(GuardState.RECEIVING);
        assertThat(kept.away()).isTrue();
        stage.world.reboot(Moves.BETA);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();

        gone = false;
        stage.world.reboot(Moves.ALPHA);
        stage.journal.put(MemoryJournal.planned(stage.move.id()));
        assertThat(stage.runAll().state()).as(message()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void behind_the_commit_the_destination_wins_and_finalize_says_that_the_source_is_unreachable() {
        faults();
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        lose();
        Journal.MoveRecord end = stage.advance(Leg.FINALIZE);
        assertThat(end.state()).isEqualTo(MoveState.VERIFIED);
        assertThat(end.code()).contains(Codes.FINALIZE);
        assertThat(message()).contains("the parked copy is kept: source unreachable: alpha");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
    }

    @Test
    void a_source_that_is_lost_right_behind_its_fence_is_not_waited_for() {
        stage.with(new CallFaults((ref, call) -> {
            gone |= call.equals("activate");
            return gone && ref.equals(Moves.HOME) ? Fault.UNREACHABLE : Fault.NONE;
        }));
        for (int legs = 0; stage.read().state() != MoveState.MOVED; legs++) {
            stage.advance(Stage.LEGS.get(legs));
        }
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        Journal.MoveRecord end = stage.advance(Leg.VERIFY);
        assertThat(end.state()).isEqualTo(MoveState.MOVED);
        assertThat(message()).contains("alpha could not be asked");
        assertThat(stage.world.violations()).isEmpty();
    }
}

package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import io.evac.plan.Policy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The copy that a rollback has parked on the former destination is deleted by command, under the usual conditions. */
class FinalizeTest {
    private static final Duration SOAKED = Duration.ofDays(2);
    private final Stage stage = Stage.semiLive();

    @BeforeEach
    void rollBack() {
        stage.policy = soaking(Duration.ofMinutes(10));
        for (int legs = 0; stage.read().state() != MoveState.MOVED; legs++) {
            stage.advance(Stage.LEGS.get(legs));
        }
        assertThat(stage.advance(Leg.ROLLBACK).state()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.FENCED);
    }

    private static Policy soaking(Duration soak) {
        Policy d = Policy.DEFAULT;
        return new Policy(
                d.type(),
                d.downtime(),
                d.rounds(),
                d.noGain(),
                d.notConverging(),
                d.guestRefusesStop(),
                d.reversalImpossible(),
                d.convergence(),
                d.stopAfter(),
                d.canaries(),
                d.parkedFor(),
                soak);
    }

    private GuardFacts facts(HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    private void kept(String why) {
        assertThat(Migrator.due(stage.move, stage.read(), Leg.FINALIZE)).isTrue();
        Journal.MoveRecord end = stage.advance(Leg.FINALIZE);
        assertThat(end.state()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(end.code()).contains(Codes.FINALIZE);
        assertThat(end.message().orElse("")).contains(why);
        assertThat(end.homeward()).isFalse();
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.FENCED);
        assertThat(Migrator.due(stage.move, end, Leg.FINALIZE)).isTrue();
    }

    private void deleted() {
        Journal.MoveRecord end = stage.advance(Leg.FINALIZE);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(end.code()).isEmpty();
        assertThat(end.homeward()).isFalse();
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.ABSENT);
        assertThat(facts(Moves.BETA).away()).isFalse();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(Migrator.due(stage.move, end, Leg.FINALIZE)).isFalse();
        assertThat(stage.journal.openIntents(stage.move.id())).isEmpty();
    }

    @Test
    void it_is_deleted_once_the_instance_is_verified_at_home() {
        kept("soak time, 600 s left");
        stage.clock.pause(SOAKED);
        deleted();
    }

    @Test
    void it_is_kept_while_the_instance_does_not_run_at_home() {
        stage.clock.pause(SOAKED);
        stage.world.meddle(Moves.HOME, false);
        kept("alpha/web1 should be in place and running: OPEN, STOPPED");
        stage.world.meddle(Moves.HOME, true);
        deleted();
    }

    @Test
    void it_is_kept_while_the_instance_is_sick_at_home() {
        stage.clock.pause(SOAKED);
        stage.with(MigratorTest.sick(Moves.HOME));
        kept("alpha/web1 runs and is not healthy");
    }

    @Test
    void it_is_kept_when_the_instance_has_left_home() {
        stage.clock.pause(SOAKED);
        stage.world.remove(Moves.HOME);
        kept("alpha/web1 should be in place and running");
    }

    @Test
    void it_is_kept_when_somebody_has_put_it_back() {
        stage.clock.pause(SOAKED);
        stage.world.putBack(Moves.AWAY);
        kept("beta does not hold a parked copy");
    }

    @Test
    void a_deletion_that_was_broken_off_is_completed() {
        stage.clock.pause(SOAKED);
        stage.with(new CallFaults((ref, call) -> call.equals("finish") ? Fault.LOST_ANSWER : Fault.NONE));
        stage.journal.boundary(at -> {
            if (at.equals("before outcome")) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> stage.advance(Leg.FINALIZE)).hasMessage("killed");
        stage.journal.boundary(at -> {});
        assertThat(stage.read().state()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.read().homeward()).isFalse();
        stage.with(new CallFaults((ref, call) -> Fault.NONE));
        stage.takeOver();
        assertThat(Migrator.due(stage.move, stage.read(), Leg.FINALIZE)).isTrue();
        assertThat(Migrator.due(stage.move, stage.read(), Leg.ROLLBACK)).isFalse();
        deleted();
    }

    @Test
    void a_crash_behind_the_deletion_leaves_no_word_of_an_earlier_refusal() {
        kept("soak time");
        stage.clock.pause(SOAKED);
        stage.journal.boundary(at -> {
            if (at.equals("after outcome")) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> stage.advance(Leg.FINALIZE)).hasMessage("killed");
        stage.journal.boundary(at -> {});
        Journal.MoveRecord left = stage.read();
        assertThat(Migrator.due(stage.move, left, Leg.FINALIZE)).isFalse();
        assertThat(left.homeward()).isFalse();
        assertThat(left.code()).isEmpty();
        assertThat(left.message()).isEmpty();
    }
}

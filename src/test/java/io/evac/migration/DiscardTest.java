package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Policy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sick where it has moved to, and home cannot receive what it has written there. */
class DiscardTest {
    private final Stage stage = Stage.semiLive();

    private record SickAndNoWayHome() implements Faults {
        @Override
        public Fault on(InstanceRef ref, String call) {
            return ref.equals(Moves.HOME) && call.equals("reserve") ? Fault.DISK_FULL : Fault.NONE;
        }

        @Override
        public boolean sick(InstanceRef ref) {
            return ref.equals(Moves.AWAY);
        }
    }

    @BeforeEach
    void fall() {
        stage.with(new SickAndNoWayHome());
    }

    private static Policy policy(Policy.ReversalImpossible impossible) {
        Policy d = Policy.DEFAULT;
        return new Policy(
                d.type(),
                d.downtime(),
                d.rounds(),
                d.noGain(),
                d.notConverging(),
                d.guestRefusesStop(),
                impossible,
                d.convergence(),
                d.stopAfter(),
                d.canaries(),
                d.parkedFor(),
                d.soak());
    }

    @Test
    void a_sick_destination_goes_back_to_the_parked_copy_by_policy_and_names_the_loss() {
        stage.policy = policy(Policy.ReversalImpossible.DISCARD);
        stage.world.allowDiscard();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.SICK);
        assertThat(end.message().orElse(""))
                .contains("it runs on alpha again, what was written on beta until 2026-11-20T22:")
                .contains("is lost (policy discard: alpha has no space left");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void without_that_policy_nothing_is_given_up_and_a_human_is_called() {
        stage.policy = policy(Policy.ReversalImpossible.HUMAN);
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse("")).contains("is sick on beta").contains("and cannot come home: alpha has no");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void an_unfence_that_comes_late_does_not_start_the_parked_copy_beside_the_sick_one() {
        stage.policy = policy(Policy.ReversalImpossible.DISCARD);
        stage.world.allowDiscard();
        stage.sabotage = Sabotage::lateUnfence;
        stage.takeOver();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).isEmpty();
    }
}

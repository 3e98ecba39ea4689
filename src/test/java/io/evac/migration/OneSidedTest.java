package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.InstanceRef;
import org.junit.jupiter.api.Test;

/** A source that falls silent is passed over only behind the fence of the same try. */
class OneSidedTest {
    private final Stage stage = Stage.semiLive();
    private boolean firstTry = true;
    private boolean silent;

    private Fault fault(InstanceRef ref, String call) {
        if (!ref.equals(Moves.HOME)) {
            return firstTry && call.equals("activate") ? Fault.DISK_FULL : Fault.NONE;
        }
        if (silent) {
            return Fault.UNREACHABLE;
        }
        silent = call.equals(firstTry ? "unfence" : "fence");
        return silent ? firstTry ? Fault.LOST_ANSWER : Fault.LOST_REQUEST : Fault.NONE;
    }

    @Test
    void a_fence_whose_undoing_stayed_in_doubt_is_no_leave_to_pass_over_the_source_in_the_next_try() {
        stage.with(new CallFaults(this::fault));
        Journal.MoveRecord doubt = stage.runAll();
        assertThat(doubt.state()).as(doubt.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(doubt.completed()).contains(Phase.FENCE);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);

        firstTry = false;
        silent = false;
        stage.journal.put(Migrator.lookedAt(stage.read()));
        Journal.MoveRecord left = stage.runAll();
        assertThat(silent).isTrue();
        assertThat(left.state()).as(left.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        stage.clock.pause(stage.move.downtime());
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }
}

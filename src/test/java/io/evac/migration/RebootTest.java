package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults.Fault;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Hosts that boot in the middle of a cutover. */
class RebootTest {
    private final Stage stage = Stage.semiLive();

    @Test
    void a_source_that_boots_while_the_copies_are_compared_sends_the_move_back_to_its_rounds() {
        AtomicBoolean booted = new AtomicBoolean();
        stage.with(new CallFaults((ref, call) -> {
            if (call.equals("compare") && booted.compareAndSet(false, true)) {
                stage.world.reboot(Moves.ALPHA);
            }
            return Fault.NONE;
        }));
        Journal.MoveRecord end = stage.runAll();
        assertThat(booted).isTrue();
        assertThat(stage.journal.events).anyMatch(event -> event.contains("does not hold it stopped any more"));
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).isEmpty();
    }
}

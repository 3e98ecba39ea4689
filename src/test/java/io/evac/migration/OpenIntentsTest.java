package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.driver.simulated.Trouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What a dead orchestrator meant to do gets an outcome once its successor knows the truth. */
class OpenIntentsTest {
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Stage stage = Stage.semiLive();

    /** The orchestrator dies when the call was made; its outcome is never written. */
    private void dieAfter(String intent) {
        stage.journal.boundary(at -> {
            if (at.equals("before outcome") && stage.journal.events.getLast().contains(" " + intent)) {
                throw new Killed();
            }
        });
        assertThatThrownBy(stage::runAll).isInstanceOf(Killed.class);
        stage.journal.boundary(at -> {});
        assertThat(stage.journal.openIntents(stage.move.id()))
                .extracting(Journal.Intent::what)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith(intent);
        stage.takeOver();
    }

    private void everyIntentHasAnOutcome() {
        assertThat(stage.journal.openIntents(stage.move.id()))
                .as(String.join("\n", stage.journal.events))
                .isEmpty();
    }

    private String resolved() {
        return stage.journal.events.stream()
                .filter(event -> event.contains("resolved by asking: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void of_a_copy_before_the_cutover() {
        dieAfter("run full-sync");
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        assertThat(resolved()).endsWith("resolved by asking: alpha OPEN, RUNNING; beta RECEIVING, STOPPED");
        everyIntentHasAnOutcome();
    }

    @Test
    void of_a_quiesce() {
        dieAfter("run quiesce");
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        assertThat(resolved()).endsWith("alpha QUIESCED, STOPPED; beta RECEIVING, STOPPED");
        everyIntentHasAnOutcome();
    }

    @Test
    void behind_the_fence_where_nothing_waits_for_the_database() {
        stage.with(new CallFaults((ref, call) -> {
            if (call.equals("activate")) {
                throw new Killed();
            }
            return Fault.NONE;
        }));
        assertThatThrownBy(stage::runAll).isInstanceOf(Killed.class);
        assertThat(stage.journal.openIntents(stage.move.id()))
                .extracting(Journal.Intent::what)
                .containsExactly("run fence", "run activate");

        stage.with(new CallFaults((ref, call) -> Fault.NONE));
        stage.takeOver();
        boolean[] away = {false};
        stage.with(new CallFaults((ref, call) -> {
            away[0] |= call.equals("adopt");
            away[0] &= !call.equals("giveBack");
            return Fault.NONE;
        }));
        stage.journal.boundary(at -> {
            if (away[0]) {
                throw new Journal.JournalException("database away", false, new IllegalStateException());
            }
        });
        assertThat(stage.advance(Leg.CUTOVER).state()).isEqualTo(MoveState.MOVED);
        assertThat(resolved()).endsWith("alpha FENCED, STOPPED; beta SEALED, STOPPED");
        everyIntentHasAnOutcome();
    }

    @Test
    void of_an_activation_that_was_announced_and_not_come_to() {
        boolean[] broken = {false};
        stage.with(new CallFaults((ref, call) -> {
            broken[0] = call.equals("fence") && !broken[0];
            return broken[0] ? Fault.DISK_FULL : Fault.NONE;
        }));
        assertThat(stage.runAll().state()).isEqualTo(MoveState.FAILED);
        assertThat(stage.journal.events).anyMatch(event -> event.endsWith(" not begun"));
        everyIntentHasAnOutcome();
    }

    @Test
    void of_a_verification_and_of_a_deleted_copy() {
        dieAfter("run verify");
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        everyIntentHasAnOutcome();
        stage.journal.boundary(at -> {
            if (at.equals("before outcome")) {
                throw new Killed();
            }
        });
        assertThatThrownBy(() -> stage.advance(Leg.FINALIZE)).isInstanceOf(Killed.class);
        stage.journal.boundary(at -> {});
        stage.takeOver();
        assertThat(stage.advance(Leg.FINALIZE).state()).isEqualTo(MoveState.FINALIZED);
        assertThat(resolved()).endsWith("source parked");
        everyIntentHasAnOutcome();
    }

    @Test
    void of_an_undo_when_another_run_has_the_instance_meanwhile_and_the_destination_is_silent() {
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.cancel = true;
        dieAfter("undo reserve");
        stage.cancel = false;
        stage.world
                .guards()
                .on(Moves.host(Moves.ALPHA))
                .open(Moves.WEB, new Ticket("77aa77aa/R-1", 9, 1, 1), Moves.DEFINITION);
        stage.journal.put(Orders.off(stage.read(), Moves.BETA, "jo"));
        Journal.MoveRecord end = stage.with(Trouble.silent(Moves.BETA)).runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.CHANGED);
        assertThat(resolved()).endsWith("another run (77aa77aa/R-1) has it in flight");
        everyIntentHasAnOutcome();
    }
}

package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import org.junit.jupiter.api.Test;

/** Beta refuses to become active, for good, and what the undo starts at home again fails there as well. */
class UndoneStartTest {
    private static final String UNDONE =
            "and it could not be undone: web1 does not start again on alpha (ACTIVATING, STOPPED)";
    private final Stage stage = Stage.semiLive();
    private boolean gone;
    private boolean mended;

    private final class Failing implements Faults {
        @Override
        public Fault on(InstanceRef ref, String call) {
            Fault refusal = call.equals("activate") ? Fault.DISK_FULL : Fault.NONE;
            return ref.equals(Moves.AWAY) && gone ? Fault.UNREACHABLE : refusal;
        }

        @Override
        public boolean refusesStart(InstanceRef ref) {
            return ref.equals(Moves.HOME) && !mended;
        }
    }

    private void needsAttention(String told) {
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(message()).contains(told);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.ACTIVATING);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    private void lookedAt() {
        stage.journal.put(Migrator.lookedAt(stage.read()));
    }

    private GuardFacts facts(HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    private String message() {
        return stage.read().message().orElse("");
    }

    private void endsAtHome() {
        assertThat(stage.runAll().state()).as(message()).isEqualTo(MoveState.FAILED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(facts(Moves.ALPHA).owner()).isEmpty();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void what_does_not_start_at_home_is_told_and_goes_on_when_it_is_tried_again() {
        stage.with(new Failing());
        needsAttention(UNDONE);
        lookedAt();
        needsAttention(UNDONE);
        mended = true;
        lookedAt();
        endsAtHome();
    }

    @Test
    void when_the_other_host_dies_the_word_is_enough_to_complete_it() {
        stage.with(new Failing());
        needsAttention(UNDONE);
        lookedAt();
        needsAttention(UNDONE);
        lookedAt();
        gone = true;
        stage.world.halt(Moves.BETA);
        mended = true;
        needsAttention("type evac retry R-1 alpha/web1 --host-is-off beta; then its start on alpha, which was begun, is"
                + " completed");
        stage.journal.put(Orders.off(Migrator.lookedAt(stage.read()), Moves.BETA, "the word of jo"));
        endsAtHome();
        assertThat(message()).contains("no write was lost; it runs on alpha again");
        gone = false;
        stage.advance(Leg.SETTLE);
        assertThat(Orders.fencesWhenBack(stage.read())).isFalse();
        assertThat(message()).endsWith("the copy on beta cannot start any more");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }
}

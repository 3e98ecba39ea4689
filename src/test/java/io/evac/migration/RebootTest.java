package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.InstanceRef;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    /** One host boots just before it is given the instance back for good, and its hook has not run yet. */
    private void bootsBeforeTheGiveback(InstanceRef where, Fault ofActivate) {
        AtomicBoolean booted = new AtomicBoolean();
        stage.with(new CallFaults((ref, call) -> {
            if (ref.equals(where) && call.equals("giveBack") && booted.compareAndSet(false, true)) {
                stage.world.halt(where.host());
            }
            return call.equals("activate") ? ofActivate : Fault.NONE;
        }));
        Journal.MoveRecord end = stage.runAll();
        assertThat(booted).isTrue();
        assertThat(end.state()).as(end.toString()).isIn(MoveState.VERIFIED, MoveState.FAILED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(where.host());
        GuardFacts facts = stage.world.guards().on(Moves.host(where.host())).observe(Moves.WEB);
        assertThat(facts.owner()).as("given back").isEmpty();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void what_does_not_run_on_its_destination_is_started_again_before_it_is_given_back() {
        bootsBeforeTheGiveback(Moves.AWAY, Fault.NONE);
    }

    @Test
    void nor_is_what_an_undo_has_started_at_home_given_back_while_it_does_not_run() {
        bootsBeforeTheGiveback(Moves.HOME, Fault.DISK_FULL);
    }

    /** Alpha boots before what was undone is given back, and the start command fails there from then on. */
    private final class FailsOnceBooted implements Faults {
        private boolean booted;
        private boolean answerLost;
        private boolean mended;

        @Override
        public Fault on(InstanceRef ref, String call) {
            if (ref.equals(Moves.HOME) && call.equals("giveBack") && !booted) {
                booted = true;
                stage.world.halt(Moves.ALPHA);
            }
            if (booted && call.equals("unfence") && !answerLost) {
                answerLost = true;
                return Fault.LOST_ANSWER;
            }
            return call.equals("activate") ? Fault.DISK_FULL : Fault.NONE;
        }

        @Override
        public boolean refusesStart(InstanceRef ref) {
            return ref.equals(Moves.HOME) && booted && !mended;
        }
    }

    @Test
    void an_undo_is_not_done_while_what_it_had_started_at_home_does_not_start_again_there() {
        FailsOnceBooted faults = new FailsOnceBooted();
        stage.with(faults);
        Journal.MoveRecord end = stage.runAll();
        String story = end + "\n" + String.join("\n", stage.journal.events);
        assertThat(faults.answerLost).isTrue();
        assertThat(end.state()).as(story).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("and it could not be undone: web1 does not start again on alpha (ACTIVATING, STOPPED)");
        assertThat(stage.journal.events).noneMatch(event -> event.contains("undo quiesce: undone"));
        faults.mended = true;
        stage.journal.put(Migrator.lookedAt(end));
        Journal.MoveRecord mended = stage.runAll();
        assertThat(mended.state()).as(mended.toString()).isEqualTo(MoveState.FAILED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        GuardFacts facts = stage.world.guards().on(Moves.host(Moves.ALPHA)).observe(Moves.WEB);
        assertThat(facts.owner()).as("given back").isEmpty();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void when_both_hosts_lose_their_power_at_once_it_runs_in_one_place_afterwards_whenever_that_was() {
        int calls = bothAt(0);
        assertThat(calls).isGreaterThan(25);
        for (int call = 1; call <= calls; call++) {
            bothAt(call);
        }
    }

    /** How many calls the whole move has; before the one with this number both hosts have lost their power and booted. */
    private static int bothAt(int fatal) {
        Stage stage = Stage.semiLive();
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<String> dark = new AtomicReference<>("never");
        stage.with(new CallFaults((ref, call) -> {
            if (calls.incrementAndGet() == fatal) {
                dark.set("before " + call + " of " + ref + ", call " + fatal);
                stage.world.powerOff(Moves.ALPHA);
                stage.world.powerOff(Moves.BETA);
                stage.world.powerOn(Moves.ALPHA);
                stage.world.powerOn(Moves.BETA);
            }
            return Fault.NONE;
        }));
        Journal.MoveRecord end = stage.runAll();
        String story = dark + "\n" + end + "\n" + String.join("\n", stage.journal.events);
        assertThat(end.state()).as(story).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).as(story).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).as(story).isEmpty();
        return calls.get();
    }
}

package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The destination is gone behind the point of no return: what an operator's word, and only that, makes possible. */
class HomeAloneTest {
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final String WHOSE = "the word of jo at 2026-11-20T23:00:00Z";
    private final Stage stage = Stage.semiLive();
    private boolean silent;

    /** Beta goes off at the first call of that name there, before or after that call has landed. */
    private void goesOffAt(String fatal, boolean landed) {
        stage.world.allowDiscard();
        boolean[] gone = {false};
        stage.with(new CallFaults((ref, call) -> {
            if (!ref.equals(Moves.AWAY)) {
                return Fault.NONE;
            }
            if (!gone[0] && call.equals(fatal)) {
                gone[0] = true;
                silent = true;
                return landed ? Fault.LOST_ANSWER : Fault.LOST_REQUEST;
            }
            return silent ? Fault.UNREACHABLE : Fault.NONE;
        }));
    }

    private void off() {
        silent = true;
        stage.world.halt(Moves.BETA);
    }

    private void word() {
        stage.journal.put(Orders.off(Migrator.lookedAt(stage.read()), Moves.BETA, WHOSE));
    }

    private GuardFacts facts(HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    private String message() {
        return stage.read().message().orElse("");
    }

    private void needsAttention() {
        assertThat(stage.runAll().state()).as(message()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(message())
                .contains(
                        "type: evac retry R-1 alpha/web1; but maybe beta is gone for good: when you have seen that it is off,"
                                + " type evac retry R-1 alpha/web1"
                                + " --host-is-off beta; then the copy that is parked on alpha runs again, and what was written on"
                                + " beta since is lost");
        assertThat(stage.world.runningOn(Moves.WEB)).doesNotContain(Moves.ALPHA);
    }

    @Test
    void the_source_stays_fenced_until_the_word_is_given_and_then_runs_again() {
        goesOffAt("activate", true);
        needsAttention();
        off();
        stage.journal.put(Migrator.lookedAt(stage.read()));
        needsAttention();
        word();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(message()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.HOST_OFF);
        assertThat(message())
                .contains("what was written on beta is lost: the copy on alpha was parked since 2026-11-20T22:")
                .contains("(beta is off: " + WHOSE + "); it runs on alpha again; the copy on beta must not be started");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(facts(Moves.ALPHA).owner()).isEmpty();
        assertThat(stage.journal.events).anyMatch(event -> event.contains("run activate: beta is off, " + WHOSE));
        assertThat(Orders.offHost(end.checkpoint())).isEmpty();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_host_that_answers_after_all_has_the_last_word() {
        goesOffAt("activate", true);
        needsAttention();
        word();
        silent = false;
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(message()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.journal.events).contains("note beta answers: that it is off does not count any more");
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_host_that_only_cannot_be_written_to_is_not_off() {
        goesOffAt("activate", true);
        needsAttention();
        stage.with(new CallFaults((ref, call) -> ref.equals(Moves.AWAY) ? Fault.DISK_FULL : Fault.NONE));
        word();
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
    }

    @Test
    void a_word_counts_for_one_attempt() {
        goesOffAt("activate", true);
        needsAttention();
        stage.with(new CallFaults((ref, call) -> Fault.UNREACHABLE));
        word();
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        goesOffAt("none", true);
        off();
        stage.journal.put(Migrator.lookedAt(stage.read()));
        needsAttention();
    }

    @Test
    void a_moved_instance_goes_back_to_its_parked_copy_on_the_word_and_not_without_it() {
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        goesOffAt("none", true);
        off();
        stage.journal.put(Orders.discard(stage.read(), "asked by jo"));
        Journal.MoveRecord waits = stage.advance(Leg.ROLLBACK);
        assertThat(waits.state()).isEqualTo(MoveState.WAITING);
        assertThat(message()).contains("evac rollback R-1 alpha/web1 --discard --host-is-off beta");
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
        stage.journal.put(Orders.off(stage.read(), Moves.BETA, WHOSE));
        assertThat(stage.advance(Leg.ROLLBACK).state()).as(message()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.read().code()).contains(Codes.HOST_OFF);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(Leg.FINALIZE.due(stage.move, stage.read())).isFalse();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_destination_that_is_lost_before_it_was_verified_leaves_word_of_what_to_type() {
        for (int legs = 0; stage.read().state() != MoveState.MOVED; legs++) {
            stage.advance(Stage.LEGS.get(legs));
        }
        goesOffAt("none", true);
        off();
        assertThat(stage.advance(Leg.VERIFY).state()).isEqualTo(MoveState.MOVED);
        assertThat(message())
                .contains("beta could not be asked")
                .contains("type evac rollback R-1 alpha/web1 --discard --host-is-off beta; then the copy");
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
        silent = false;
        stage.world.reboot(Moves.BETA);
        assertThat(stage.advance(Leg.VERIFY).state()).as(message()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.read().message()).isEmpty();
    }

    @Test
    void what_comes_back_stopped_is_fenced_and_the_move_can_be_tried_again() {
        the_source_stays_fenced_until_the_word_is_given_and_then_runs_again();
        assertThat(stage.advance(Leg.SETTLE).state()).isEqualTo(MoveState.FAILED);
        assertThat(Orders.fencesWhenBack(stage.read())).isTrue();
        silent = false;
        Journal.MoveRecord end = stage.advance(Leg.SETTLE);
        assertThat(end.state()).as(message()).isEqualTo(MoveState.FAILED);
        assertThat(message())
                .endsWith("the copy on beta cannot start any more. Maybe what was lost can be saved from there");
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.FENCED);
        assertThat(Leg.SETTLE.due(stage.move, end)).isFalse();
        stage.clock.pause(Duration.ofHours(1));
        stage.world.reboot(Moves.BETA);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        stage.journal.put(MemoryJournal.planned(stage.move.id()));
        assertThat(stage.runAll().state()).as(message()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void what_comes_back_running_is_told_of_and_neither_copy_is_stopped() {
        a_moved_instance_goes_back_to_its_parked_copy_on_the_word_and_not_without_it();
        silent = false;
        stage.world.reboot(Moves.BETA);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA, Moves.BETA);
        Journal.MoveRecord told = stage.advance(Leg.SETTLE);
        assertThat(told.state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(told.code()).contains(Codes.BACK);
        assertThat(message())
                .contains("beta answers again, and it is RUNNING there")
                .contains("Evac stops neither")
                .contains("alpha: record")
                .contains("beta: record")
                .contains("evac retry R-1 alpha/web1");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA, Moves.BETA);
        for (Leg leg : Leg.values()) {
            assertThat(leg.due(stage.move, told)).as(leg.step()).isFalse();
        }
        stage.world.meddle(Moves.AWAY, false);
        stage.journal.put(Migrator.lookedAt(told));
        Journal.MoveRecord end = stage.advance(Leg.SETTLE);
        assertThat(end.state()).as(message()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.FENCED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    @Test
    void what_the_boot_hook_starts_there_behind_the_first_look_is_not_stopped() {
        the_source_stays_fenced_until_the_word_is_given_and_then_runs_again();
        boolean[] booted = {false};
        stage.with(new CallFaults((ref, call) -> {
            if (ref.equals(Moves.AWAY) && call.equals("unfence") && !booted[0]) {
                booted[0] = true;
                stage.world.reboot(Moves.BETA);
            }
            return Fault.NONE;
        }));
        Journal.MoveRecord told = stage.advance(Leg.SETTLE);
        assertThat(booted[0]).isTrue();
        assertThat(told.state()).as(message()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(message()).contains("beta answers again, and it is RUNNING there");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA, Moves.BETA);
    }

    @Test
    void whoever_is_killed_anywhere_the_word_is_carried_out_once_whether_the_host_stays_silent_or_not() {
        for (boolean back : new boolean[] {false, true}) {
            int boundaries = killedAt(Integer.MAX_VALUE, back);
            assertThat(boundaries).isGreaterThan(15);
            for (int at = 1; at <= boundaries; at++) {
                killedAt(at, back);
            }
        }
    }

    /** How many boundaries it has; dies at the one with this number. {@code back}: the host answers again by then. */
    private static int killedAt(int fatal, boolean back) {
        HomeAloneTest test = new HomeAloneTest();
        Stage stage = test.stage;
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        stage.world.allowDiscard();
        test.off();
        stage.journal.put(Orders.off(Orders.discard(stage.read(), "asked by jo"), Moves.BETA, WHOSE));
        int[] seen = {0};
        Runnable boundary = () -> {
            if (++seen[0] == fatal) {
                throw new Killed();
            }
        };
        stage.with(new CallFaults((ref, call) -> {
            boundary.run();
            return test.silent && ref.equals(Moves.AWAY) ? Fault.UNREACHABLE : Fault.NONE;
        }));
        stage.journal.boundary(at -> boundary.run());
        if (fatal == Integer.MAX_VALUE) {
            stage.advance(Leg.ROLLBACK);
        } else {
            assertThatThrownBy(() -> stage.advance(Leg.ROLLBACK)).isInstanceOf(Killed.class);
            test.silent = !back;
            stage.takeOver();
            stage.advance(Leg.ROLLBACK);
        }
        int boundaries = seen[0];
        String story = "killed at " + fatal + ", back: " + back + "\n" + stage.read() + "\n"
                + String.join("\n", stage.journal.events);
        assertThat(stage.read().state()).as(story).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.runningOn(Moves.WEB)).as(story).containsExactly(Moves.ALPHA);
        test.silent = false;
        stage.advance(Leg.SETTLE);
        assertThat(test.facts(Moves.BETA).state()).as(story).isEqualTo(GuardState.FENCED);
        assertThat(stage.read().state()).as(story).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.violations()).as(story).isEmpty();
        return boundaries;
    }
}

package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import io.evac.run.Again;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People do things to the copies behind the guards' backs. */
class MeddlingTest {
    private static final Definition DEFINITION = new Definition(
            "/srv/web1", List.of("start"), List.of("stop"), List.of("status"), List.of(), Duration.ofSeconds(1), true);
    private final Stage stage = Stage.semiLive();
    private boolean silent;

    /** The destination falls silent as soon as the source is fenced: nothing runs, and a human is called. */
    private void downBehindTheFence() {
        stage.with(new CallFaults((ref, call) -> {
            silent |= call.equals("fence");
            return silent && ref.equals(Moves.AWAY) ? Fault.UNREACHABLE : Fault.NONE;
        }));
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
        stage.with(new CallFaults((ref, call) -> silent && ref.equals(Moves.AWAY) ? Fault.UNREACHABLE : Fault.NONE));
    }

    private Journal.MoveRecord retry() {
        stage.journal.put(Migrator.lookedAt(stage.read()));
        return stage.runAll();
    }

    private GuardFacts facts(HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    @Test
    void a_fenced_copy_that_somebody_put_back_and_started_is_left_running_and_a_human_is_told() {
        downBehindTheFence();
        stage.world.putBack(Moves.HOME);
        silent = false;
        Journal.MoveRecord end = retry();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("web1 was put back on alpha behind the fence and is left as it is")
                .contains("evac retry takes back what is on beta")
                .contains("alpha: record", "FENCED, RUNNING", "in place")
                .contains("evac retry R-1 alpha/web1");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(facts(Moves.ALPHA).inPlace()).isTrue();
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.SEALED);
    }

    @Test
    void once_the_human_has_looked_what_was_put_back_is_kept_running_and_moves_later() {
        downBehindTheFence();
        stage.world.putBack(Moves.HOME);
        silent = false;
        retry();
        Journal.MoveRecord kept = retry();
        assertThat(kept.state()).as(kept.toString()).isEqualTo(MoveState.FAILED);
        assertThat(kept.code()).contains(Codes.BUDGET);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.OPEN);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void what_ran_behind_the_fence_is_newer_than_the_sealed_copy_even_when_it_was_stopped_again() {
        downBehindTheFence();
        stage.world.putBack(Moves.HOME);
        retry();
        stage.world.meddle(Moves.HOME, false);
        silent = false;
        retry();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_way_home_does_not_overwrite_a_parked_copy_that_was_put_back() {
        stage.runAll();
        stage.world.putBack(Moves.HOME);
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("what was written there since is nowhere else, and two copies may be running")
                .contains("stop it on alpha and move it away by hand (mv web1 web1.saved)")
                .doesNotContain("parked again");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA, Moves.BETA);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
    }

    @Test
    void nor_does_it_when_that_copy_was_stopped_again_until_somebody_moves_it_away() {
        stage.runAll();
        stage.world.putBack(Moves.HOME);
        stage.world.meddle(Moves.HOME, false);
        assertThat(stage.advance(Leg.ROLLBACK).state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
        assertThat(facts(Moves.ALPHA).inPlace()).isTrue();

        stage.world.remove(Moves.HOME);
        stage.journal.put(Migrator.lookedAt(stage.read()));
        assertThat(stage.advance(Leg.ROLLBACK).state()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    @Test
    void what_was_put_back_worked_and_is_stopped_by_a_reboot_is_not_parked_and_its_writes_are_kept() {
        downBehindTheFence();
        stage.world.putBack(Moves.HOME);
        stage.clock.pause(Duration.ofHours(3));
        stage.world.reboot(Moves.ALPHA);
        silent = false;
        stage.takeOver();
        Journal.MoveRecord end = retry();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse("")).contains("goes on from what is on alpha");
        assertThat(facts(Moves.ALPHA).inPlace()).isTrue();
        retry();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void of_two_copies_on_one_host_neither_is_touched() {
        downBehindTheFence();
        stage.world.putBack(Moves.HOME);
        silent = false;
        stage.sabotage = Sabotage::parkedBesideWhatIsInPlace;
        stage.takeOver();
        retry();
        Journal.MoveRecord end = retry();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("two copies stand on alpha")
                .contains("remove one by hand");
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.SEALED);
    }

    @Test
    void what_another_run_has_fenced_on_the_destination_and_somebody_put_back_is_left_there() {
        Guard beta = stage.world.guards().on(Moves.host(Moves.BETA));
        beta.reserve(Moves.WEB, other(1), DEFINITION);
        beta.seal(Moves.WEB, other(2), 1, "digest");
        beta.activate(Moves.WEB, other(3), 1, false);
        beta.quiesce(Moves.WEB, other(4), 2, Duration.ofSeconds(60));
        beta.fence(Moves.WEB, other(5), 2);
        stage.world.intrude(Moves.AWAY);
        Journal.MoveRecord end = stage.advance(Leg.FULL_SYNC);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("another run (other/R-2) had fenced it; when nobody uses it, stop it on beta");
        assertThat(facts(Moves.BETA).inPlace()).isTrue();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    private static Ticket other(long call) {
        return new Ticket("other/R-2", 1, 1, call);
    }

    @Test
    void a_parked_copy_that_was_put_back_is_not_deleted() {
        stage.runAll();
        stage.world.putBack(Moves.HOME);
        Journal.MoveRecord end = stage.advance(Leg.FINALIZE);
        assertThat(end.state()).isEqualTo(MoveState.VERIFIED);
        assertThat(end.message().orElse("")).contains("alpha does not hold a parked copy");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA, Moves.BETA);
    }

    @Test
    void what_was_begun_for_an_instance_that_somebody_stopped_is_taken_back() {
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.world.meddle(Moves.HOME, false);
        Journal.MoveRecord end = stage.advance(Leg.CUTOVER);
        assertThat(end.code()).as(end.toString()).contains(Codes.CHANGED);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.ABSENT);
        assertThat(facts(Moves.BETA).away()).isFalse();
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.OPEN);
        assertThat(facts(Moves.ALPHA).inPlace()).isTrue();
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    @Test
    void what_could_not_be_taken_back_is_named_and_taken_back_by_a_retry() {
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.world.meddle(Moves.HOME, false);
        stage.with(new CallFaults((ref, call) -> call.equals("revoke") ? Fault.UNREACHABLE : Fault.NONE));
        Journal.MoveRecord left = stage.advance(Leg.CUTOVER);
        assertThat(left.state()).isEqualTo(MoveState.FAILED);
        assertThat(left.code()).contains(Codes.CHANGED);
        assertThat(left.message().orElse("")).contains("what was begun on beta is still there");
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.RECEIVING);

        stage.with(new CallFaults((ref, call) -> Fault.NONE));
        stage.journal.put(MemoryJournal.planned(stage.move.id()));
        assertThat(stage.runAll().code()).contains(Codes.CHANGED);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.ABSENT);
    }

    @Test
    void what_has_arrived_of_an_instance_that_somebody_deleted_is_kept_and_named() {
        stage.advance(Leg.FULL_SYNC);
        stage.world.delete(Moves.HOME);
        Journal.MoveRecord end = stage.advance(Leg.INCREMENTAL_SYNC);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.CHANGED);
        assertThat(end.message().orElse(""))
                .contains("it is not in place on alpha")
                .contains("what had arrived on beta is kept. Maybe it is all that is left");
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.REVOKED);
        assertThat(facts(Moves.BETA).away()).isTrue();
    }

    @Test
    void a_cancel_keeps_what_has_arrived_when_the_instance_was_deleted_meanwhile() {
        stage.advance(Leg.FULL_SYNC);
        stage.cancel = true;
        stage.with(new CallFaults((ref, call) -> {
            if (ref.equals(Moves.AWAY)) {
                stage.world.delete(Moves.HOME);
            }
            return Fault.NONE;
        }));
        Journal.MoveRecord end = stage.advance(Leg.INCREMENTAL_SYNC);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(end.message().orElse(""))
                .contains("cancelled by the operator")
                .contains("what had arrived on beta is kept");
        assertThat(facts(Moves.BETA).away()).isTrue();
    }

    @Test
    void a_copy_at_home_that_was_complete_once_is_not_taken_back() {
        stage.runAll();
        stage.with(new CallFaults((ref, call) -> call.equals("sync") ? Fault.UNREACHABLE : Fault.NONE));
        assertThat(stage.advance(Leg.ROLLBACK).state()).isEqualTo(MoveState.WAITING);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.RECEIVING);
        stage.world.remove(Moves.AWAY);
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.code()).as(end.toString()).contains(Codes.CHANGED);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.RECEIVING);
        assertThat(facts(Moves.ALPHA).away()).isTrue();
    }

    @Test
    void what_another_run_has_begun_on_the_destination_is_not_taken_back() {
        stage.world
                .guards()
                .on(Moves.host(Moves.BETA))
                .reserve(Moves.WEB, new Ticket("other/R-2", 9, 1, 1), DEFINITION);
        assertThat(stage.advance(Leg.FULL_SYNC).code()).contains(Codes.CHANGED);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.RECEIVING);
        assertThat(facts(Moves.BETA).owner()).isEqualTo("other/R-2");
    }

    @Test
    void what_a_forgotten_attempt_has_sealed_behind_the_fence_is_taken_back_by_a_later_one() {
        downBehindTheFence();
        stage.journal.put(MemoryJournal.planned(stage.move.id()));
        stage.with(new CallFaults((ref, call) -> Fault.UNREACHABLE));
        Journal.MoveRecord failed = stage.runAll();
        assertThat(failed.state()).as(failed.toString()).isEqualTo(MoveState.FAILED);
        stage.journal.put(Again.of(failed));
        stage.with(new CallFaults((ref, call) -> Fault.NONE));
        assertThat(stage.read().attempt()).isGreaterThan(facts(Moves.BETA).attempt());
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.SEALED);
        stage.takeOver();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).isEmpty();
    }
}

package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.Trouble;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.MigrationType;
import io.evac.plan.Policy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigratorTest {
    static Faults sick(InstanceRef where) {
        return new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return Fault.NONE;
            }

            @Override
            public boolean sick(InstanceRef ref) {
                return ref.equals(where);
            }
        };
    }

    private static Faults stubborn() {
        return new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return Fault.NONE;
            }

            @Override
            public boolean refusesStop(InstanceRef ref) {
                return true;
            }
        };
    }

    @Test
    void a_semi_live_move_ends_verified_on_its_destination_within_the_budget() {
        Stage stage = Stage.semiLive();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(end.downtimeMillis()).isPositive().isLessThan(5_000);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_cold_move_carries_everything_while_stopped() {
        Stage stage = Stage.cold();
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(end.downtimeMillis()).isGreaterThan(8_000);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void an_instance_that_was_stopped_ends_stopped_on_its_destination() {
        Stage stage = new Stage(MigrationType.COLD, Duration.ofSeconds(10), false, 1L << 34, 0);
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
        assertThat(end.downtimeMillis()).isZero();
    }

    @Test
    void a_cold_move_that_does_not_fit_its_budget_ends_running_on_its_source() {
        Stage stage = new Stage(MigrationType.COLD, Duration.ofSeconds(10), true, 1L << 34, 0);
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.BUDGET);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    @Test
    void a_sick_destination_is_reversed_and_no_write_is_lost() {
        Stage stage = Stage.semiLive().with(Trouble.sick(Moves.BETA));
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state())
                .as(end + "\n" + String.join("\n", stage.journal.events))
                .isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.SICK);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
        assertThat(stage.world
                        .guards()
                        .on(Moves.host(Moves.BETA))
                        .observe(Moves.WEB)
                        .state())
                .isEqualTo(GuardState.FENCED);
    }

    @Test
    void what_needed_a_human_goes_on_where_it_stands_when_it_is_tried_again() {
        boolean[] silent = {false};
        Stage stage = Stage.semiLive();
        stage.with(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                silent[0] |= call.equals("fence");
                return silent[0] && ref.equals(Moves.AWAY) ? Fault.UNREACHABLE : Fault.NONE;
            }
        });
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();

        silent[0] = false;
        stage.journal.put(Migrator.lookedAt(stage.read()));
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_guest_that_refuses_to_stop_stays_running_on_its_source() {
        Stage stage = Stage.semiLive().with(stubborn());
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.REFUSES_STOP);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    @Test
    void a_guest_that_outruns_the_link_is_postponed_before_anything_is_stopped() {
        Stage stage = new Stage(MigrationType.SEMI_LIVE, Duration.ofSeconds(10), true, 1L << 33, 200_000_000);
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.POSTPONED);
        assertThat(end.n()).isZero();
        List<String> events = stage.journal.events;
        List<String> warnings =
                events.stream().filter(event -> event.startsWith("warning ")).toList();
        assertThat(warnings).singleElement().asString().contains("it will not converge", "it will be postponed");
        assertThat(events.subList(0, events.indexOf(warnings.getFirst())))
                .as("told by the first two rounds")
                .noneMatch(event -> event.contains("round 2"));
    }

    @Test
    void the_policy_may_cut_over_a_guest_that_does_not_converge_cold() {
        Stage stage = new Stage(MigrationType.SEMI_LIVE, Duration.ofSeconds(10), true, 1L << 33, 200_000_000);
        Policy d = Policy.DEFAULT;
        stage.policy = new Policy(
                d.type(),
                d.downtime(),
                d.rounds(),
                d.noGain(),
                Policy.NotConverging.COLD,
                d.guestRefusesStop(),
                d.reversalImpossible(),
                d.convergence(),
                0,
                1,
                d.parkedFor(),
                d.soak());
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
    }

    @Test
    void a_moved_instance_rolls_back_without_losing_a_write() {
        Stage stage = Stage.semiLive();
        stage.runAll();
        stage.clock.pause(Duration.ofHours(1));
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state())
                .as(end + "\n" + String.join("\n", stage.journal.events))
                .isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_stop_leaves_the_move_resumable_and_a_cancel_undoes_it() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.stop = true;
        assertThat(stage.advance(Leg.INCREMENTAL_SYNC).state()).isEqualTo(MoveState.WAITING);
        stage.stop = false;
        stage.cancel = true;
        assertThat(stage.advance(Leg.INCREMENTAL_SYNC).state()).isEqualTo(MoveState.CANCELLED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world
                        .guards()
                        .on(Moves.host(Moves.BETA))
                        .observe(Moves.WEB)
                        .state())
                .isEqualTo(GuardState.ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiesce", "sync", "compare", "seal"})
    void a_cancel_before_the_fence_has_the_instance_in_service_on_its_source_at_once(String during) {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        cancelledDuring(stage, during);
        Journal.MoveRecord end = stage.advance(Leg.CUTOVER);
        assertThat(end.state()).as(String.join("\n", stage.journal.events)).isEqualTo(MoveState.CANCELLED);
        assertThat(end.code()).contains(Codes.CANCELLED);
        assertThat(end.downtimeMillis()).isBetween(1L, 60_000L);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.journal.events.stream()
                        .filter(event -> event.startsWith("intent ") && event.contains(" undo "))
                        .findFirst())
                .as("before a destination that may be silent is asked for anything")
                .hasValueSatisfying(first -> assertThat(first).endsWith("undo quiesce"));
        assertThat(state(stage, Moves.ALPHA)).isEqualTo(GuardState.OPEN);
        assertThat(state(stage, Moves.BETA)).isIn(GuardState.ABSENT, GuardState.REVOKED);
        assertThat(stage.world.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fence", "activate"})
    void a_cancel_behind_the_fence_comes_too_late(String during) {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        cancelledDuring(stage, during);
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.cancel).isTrue();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
    }

    @Test
    void a_successor_takes_back_what_was_cancelled_while_it_was_stopped_and_nobody_was_there() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.with(new CallFaults((ref, call) -> {
            stage.leaseOver |= call.equals("seal");
            return Faults.Fault.NONE;
        }));
        assertThatThrownBy(() -> stage.advance(Leg.CUTOVER)).isInstanceOf(Journal.JournalException.class);
        assertThat(state(stage, Moves.ALPHA)).isEqualTo(GuardState.QUIESCED);
        stage.leaseOver = false;
        stage.cancel = true;
        stage.with(Faults.NONE);
        stage.takeOver();
        assertThat(stage.advance(Leg.CUTOVER).state()).isEqualTo(MoveState.CANCELLED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(state(stage, Moves.ALPHA)).isEqualTo(GuardState.OPEN);
        assertThat(stage.world.violations()).isEmpty();
    }

    private static void cancelledDuring(Stage stage, String during) {
        stage.with(new CallFaults((ref, call) -> {
            stage.cancel |= call.equals(during);
            return Faults.Fault.NONE;
        }));
    }

    private static GuardState state(Stage stage, HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB).state();
    }

    @Test
    void an_instance_that_somebody_stopped_is_left_alone() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.world.meddle(Moves.HOME, false);
        Journal.MoveRecord end = stage.advance(Leg.CUTOVER);
        assertThat(end.state()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.CHANGED);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    @Test
    void a_reconfigured_instance_is_not_stopped() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        stage.world.reconfigure(Moves.WEB);
        stage.advance(Leg.INCREMENTAL_SYNC);
        Journal.MoveRecord end = stage.advance(Leg.CUTOVER);
        assertThat(end.state()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.CHANGED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
    }

    @Test
    void an_instance_whose_timers_are_used_up_is_stopped_under_a_fresh_one_at_the_first_try() {
        Stage stage = Stage.semiLive();
        Guard source = stage.world.guards().on(Moves.host(Moves.ALPHA));
        source.open(Moves.WEB, earlier(1), Moves.DEFINITION);
        source.quiesce(Moves.WEB, earlier(2), 7, Duration.ofSeconds(60));
        source.release(Moves.WEB, earlier(3), 7);
        source.giveBack(Moves.WEB, earlier(4));
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.VERIFIED);
        assertThat(end.n()).isEqualTo(8);
        assertThat(stage.world.violations()).isEmpty();
    }

    /** Where the stage's next migrator calls adopt. */
    private static List<String> adoptions(Stage stage) {
        List<String> adopted = new ArrayList<>();
        stage.sabotage = guards -> host -> (Guard) Proxy.newProxyInstance(
                Guard.class.getClassLoader(), new Class<?>[] {Guard.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("adopt")) {
                        adopted.add(host.name().value());
                    }
                    return method.invoke(guards.on(host), arguments);
                });
        return adopted;
    }

    private static Ticket earlier(long call) {
        return new Ticket("4f1c2a90/R-1", 1, 1, call);
    }

    @Test
    void a_leg_after_one_without_any_doubt_looks_and_takes_nothing_over() {
        Stage stage = Stage.semiLive();
        List<String> adopted = adoptions(stage);
        stage.takeOver();
        adopted.clear();
        stage.advance(Leg.FULL_SYNC);
        assertThat(stage.read().state()).isEqualTo(MoveState.QUEUED);
        adopted.clear();
        stage.advance(Leg.INCREMENTAL_SYNC);
        stage.advance(Leg.CUTOVER);
        assertThat(stage.read().state()).isEqualTo(MoveState.MOVED);
        assertThat(adopted).isEmpty();
    }

    @Test
    void a_successor_takes_over_before_it_acts() {
        Stage stage = Stage.semiLive();
        stage.advance(Leg.FULL_SYNC);
        List<String> adopted = adoptions(stage);
        stage.takeOver();
        adopted.clear();
        stage.advance(Leg.INCREMENTAL_SYNC);
        assertThat(adopted).containsExactly("alpha", "beta");
    }
}

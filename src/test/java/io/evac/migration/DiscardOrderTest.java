package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator's order to go back to the parked copy as it is, and what becomes of it when somebody is killed. */
class DiscardOrderTest {
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final String WHOSE = "asked by jo at 2026-11-20T23:00:00Z";
    private final Stage stage = Stage.semiLive();

    @BeforeEach
    void move() {
        moved(stage);
    }

    private static void moved(Stage stage) {
        assertThat(stage.runAll().state()).isEqualTo(MoveState.VERIFIED);
        stage.clock.pause(Duration.ofHours(1));
    }

    private static void order(Stage stage) {
        stage.world.allowDiscard();
        stage.journal.put(Orders.discard(stage.read(), WHOSE));
    }

    private static GuardFacts facts(Stage stage, HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    private static Optional<String> loss(Stage stage) {
        return stage.read().message().filter(text -> text.contains("is lost"));
    }

    private static void atHome(Stage stage) {
        Journal.MoveRecord end = stage.read();
        assertThat(end.state())
                .as(end + "\n" + String.join("\n", stage.journal.events))
                .isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(facts(stage, Moves.BETA).state()).isEqualTo(GuardState.FENCED);
        assertThat(facts(stage, Moves.ALPHA).owner()).isEmpty();
        assertThat(Orders.discards(end)).isFalse();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void the_parked_copy_runs_again_and_what_is_lost_is_named() {
        String parked = Parked.since(stage.read().checkpoint(), Moves.ALPHA)
                .orElseThrow()
                .toString();
        order(stage);
        stage.advance(Leg.ROLLBACK);
        atHome(stage);
        assertThat(stage.read().code()).contains(Codes.DISCARDED);
        assertThat(loss(stage).orElse(""))
                .contains("what was written on beta is lost: the copy on alpha was parked since " + parked)
                .contains(WHOSE)
                .contains("it runs on alpha again; maybe what was lost can be saved");
        assertThat(Parked.since(stage.read().checkpoint(), Moves.ALPHA)).isEmpty();
        assertThat(Parked.since(stage.read().checkpoint(), Moves.BETA)).isPresent();
    }

    @Test
    void nothing_is_carried_home() {
        order(stage);
        StringBuilder carried = new StringBuilder();
        stage.with(new CallFaults((ref, call) -> {
            carried.append(call).append(' ');
            return Fault.NONE;
        }));
        stage.advance(Leg.ROLLBACK);
        atHome(stage);
        assertThat(carried.toString())
                .contains("unfence")
                .doesNotContain("reserve")
                .doesNotContain("seal");
    }

    @Test
    void without_the_order_the_same_way_home_loses_nothing() {
        stage.journal.put(Orders.lossless(Orders.discard(stage.read(), WHOSE)));
        stage.advance(Leg.ROLLBACK);
        atHome(stage);
        assertThat(stage.read().message()).isEmpty();
    }

    @Test
    void a_copy_that_the_way_home_has_written_on_is_not_gone_back_to() {
        stage.with(new CallFaults((ref, call) -> call.equals("quiesce") ? Fault.DISK_FULL : Fault.NONE));
        Journal.MoveRecord tried = stage.advance(Leg.ROLLBACK);
        assertThat(tried.state()).as(tried.toString()).isEqualTo(MoveState.MOVED);
        stage.with(new CallFaults((ref, call) -> Fault.NONE));
        stage.journal.put(Orders.discard(stage.read(), WHOSE));
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.MOVED);
        assertThat(end.code()).contains(Codes.NOT_PARKED);
        assertThat(end.message().orElse("")).contains("alpha does not hold the copy as it was parked");
        assertThat(Orders.discards(end)).isFalse();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.advance(Leg.ROLLBACK).state()).isEqualTo(MoveState.ROLLED_BACK);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void home_that_cannot_take_it_back_leaves_it_running_where_it_is() {
        order(stage);
        stage.with(new CallFaults(
                (ref, call) -> call.equals("unfence") && ref.equals(Moves.HOME) ? Fault.DISK_FULL : Fault.NONE));
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state()).as(end + "\n" + stage.journal.events).isEqualTo(MoveState.MOVED);
        assertThat(end.message().orElse("")).contains("no space left");
        assertThat(loss(stage)).isEmpty();
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(facts(stage, Moves.ALPHA).state()).isEqualTo(GuardState.FENCED);
    }

    @Test
    void an_instance_that_has_moved_on_is_left_where_it_is() {
        Guard beta = stage.world.guards().on(Moves.host(Moves.BETA));
        Ticket other = new Ticket("4f1c2a90/R-2", 50, 1, 1);
        beta.quiesce(Moves.WEB, other, 9, Duration.ofDays(1));
        beta.fence(Moves.WEB, new Ticket("4f1c2a90/R-2", 50, 1, 2), 9);
        order(stage);
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.MOVED);
        assertThat(end.code()).contains(Codes.NOT_PARKED);
        assertThat(end.message().orElse("")).contains("R-2");
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    @Test
    void whoever_is_killed_anywhere_its_successor_goes_on_with_the_order_and_with_nothing_else() {
        int boundaries = killedAt(Integer.MAX_VALUE);
        assertThat(boundaries).isGreaterThan(30);
        for (int at = 1; at <= boundaries; at++) {
            killedAt(at);
        }
    }

    /** How many boundaries the way back has; dies at the one with this number. */
    private static int killedAt(int fatal) {
        Stage stage = Stage.semiLive();
        moved(stage);
        order(stage);
        int[] seen = {0};
        Runnable boundary = () -> {
            if (++seen[0] == fatal) {
                throw new Killed();
            }
        };
        stage.with(new CallFaults((ref, call) -> {
            boundary.run();
            return Fault.NONE;
        }));
        stage.journal.boundary(at -> boundary.run());
        if (fatal == Integer.MAX_VALUE) {
            stage.advance(Leg.ROLLBACK);
        } else {
            assertThatThrownBy(() -> stage.advance(Leg.ROLLBACK)).isInstanceOf(Killed.class);
            stage.clock.pause(Duration.ofSeconds(20));
            stage.takeOver();
            stage.advance(Leg.ROLLBACK);
        }
        int boundaries = seen[0];
        atHome(stage);
        assertThat(loss(stage)).as("killed at " + fatal).isPresent();
        return boundaries;
    }
}

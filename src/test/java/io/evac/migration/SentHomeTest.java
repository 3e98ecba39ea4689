package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent home before it had arrived is never said to be moved, and the way there is taken back. */
class SentHomeTest {
    private final Stage stage = Stage.semiLive();

    /** Goes wrong until a human is needed; from then on everything answers. */
    private void inNeed(BiFunction<InstanceRef, String, Fault> faults) {
        stage.with(new CallFaults(faults));
        assertThat(stage.runAll().state()).as(stage.read().toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        stage.with(Faults.NONE);
    }

    /** A host that answers nothing any more once it was called so. */
    private static BiFunction<InstanceRef, String, Fault> silentFrom(String call, InstanceRef host) {
        boolean[] silent = {false};
        return (ref, each) -> {
            silent[0] |= each.equals(call);
            return silent[0] && ref.equals(host) ? Fault.UNREACHABLE : Fault.NONE;
        };
    }

    /** Behind its fence and sealed on a destination that fell silent: it runs nowhere. */
    private void downBehindTheFence() {
        inNeed(silentFrom("fence", Moves.AWAY));
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    private GuardFacts facts(HostName host) {
        return stage.world.guards().on(Moves.host(host)).observe(Moves.WEB);
    }

    private Journal.MoveRecord retried() {
        stage.journal.put(Migrator.lookedAt(stage.read()));
        return stage.advance(Leg.ROLLBACK);
    }

    private void isHome(Journal.MoveRecord end) {
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.CANCELLED);
        assertThat(end.code()).contains(Codes.CANCELLED);
        assertThat(end.message().orElse("")).contains("sent home before it had arrived");
        assertThat(end.homeward()).isFalse();
        assertThat(facts(Moves.BETA).state()).isIn(GuardState.ABSENT, GuardState.REVOKED);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.OPEN);
        assertThat(facts(Moves.ALPHA).owner()).as("given back").isEmpty();
        stage.clock.pause(Duration.ofHours(1));
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void when_the_destination_answers_again_it_is_taken_back_and_the_source_runs() {
        downBehindTheFence();
        isHome(stage.advance(Leg.ROLLBACK));
    }

    @Test
    void when_no_host_answers_the_doubt_stays() {
        downBehindTheFence();
        stage.with(new CallFaults((ref, call) -> Fault.UNREACHABLE));
        for (int tries = 0; tries < Walk.MAX_FAILURES; tries++) {
            stage.advance(Leg.ROLLBACK);
        }
        Journal.MoveRecord doubt = stage.read();
        assertThat(doubt.state()).as(doubt.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(doubt.message().orElse(""))
                .contains("beta and alpha did not answer (3 times)")
                .contains("evac retry R-1 alpha/web1");
        stage.with(Faults.NONE);
        isHome(retried());
    }

    @Test
    void what_could_not_be_taken_back_is_not_brought_there_and_the_retry_takes_it_back() {
        downBehindTheFence();
        boolean[] asked = {false};
        stage.with(new CallFaults((ref, call) -> {
            asked[0] |= call.equals("revoke");
            return call.equals("revoke") ? Fault.UNREACHABLE : Fault.NONE;
        }));
        Journal.MoveRecord doubt = stage.advance(Leg.ROLLBACK);
        assertThat(asked[0]).isTrue();
        assertThat(doubt.state()).as(doubt.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);

        stage.with(new CallFaults((ref, call) -> ref.equals(Moves.HOME) ? Fault.UNREACHABLE : Fault.NONE));
        stage.takeOver();
        Journal.MoveRecord alone = retried();
        assertThat(alone.state()).as(alone.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.SEALED);
        stage.with(Faults.NONE);
        isHome(retried());
    }

    @Test
    void a_source_that_its_timer_brought_back_is_given_back() {
        inNeed(silentFrom("seal", Moves.HOME));
        stage.clock.pause(Duration.ofMinutes(3));
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.RELEASED);
        isHome(stage.advance(Leg.ROLLBACK));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_source_that_an_undo_brought_back_is_given_back_and_not_left_down(boolean booted) {
        inNeed((ref, call) -> call.equals("activate") || call.equals("giveBack") ? Fault.DISK_FULL : Fault.NONE);
        assertThat(facts(Moves.ALPHA).state()).isEqualTo(GuardState.ACTIVE);
        if (booted) {
            stage.world.halt(Moves.ALPHA);
            stage.with(new Faults() {
                @Override
                public Fault on(InstanceRef ref, String call) {
                    return Fault.NONE;
                }

                @Override
                public boolean refusesStart(InstanceRef ref) {
                    return true;
                }
            });
            Journal.MoveRecord down = stage.advance(Leg.ROLLBACK);
            assertThat(down.state()).as(down.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
            stage.with(Faults.NONE);
            isHome(retried());
        } else {
            isHome(stage.advance(Leg.ROLLBACK));
        }
    }

    @Test
    void what_never_began_to_arrive_is_home() {
        inNeed((ref, call) -> ref.equals(Moves.AWAY) && call.equals("reserve") || call.equals("giveBack")
                ? Fault.DISK_FULL
                : Fault.NONE);
        assertThat(facts(Moves.BETA).state()).isEqualTo(GuardState.ABSENT);
        isHome(stage.advance(Leg.ROLLBACK));
    }

    @Test
    void nothing_can_be_lost_that_was_never_written_there() {
        downBehindTheFence();
        stage.journal.put(Orders.discard(stage.read(), "asked by jo"));
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        isHome(end);
        assertThat(end.checkpoint().values()).doesNotContainKeys(Discard.LOST, Orders.DISCARD);
    }

    @Test
    void what_turns_out_to_run_there_and_does_not_stop_is_moved() {
        boolean[] silent = {false};
        inNeed((ref, call) -> {
            silent[0] |= call.equals("activate");
            Fault fault = call.equals("activate") ? Fault.LOST_ANSWER : Fault.UNREACHABLE;
            return silent[0] && ref.equals(Moves.AWAY) ? fault : Fault.NONE;
        });
        stage.with(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return Fault.NONE;
            }

            @Override
            public boolean refusesStop(InstanceRef ref) {
                return ref.equals(Moves.AWAY);
            }
        });
        Journal.MoveRecord end = stage.advance(Leg.ROLLBACK);
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.MOVED);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.BETA);
        assertThat(stage.advance(Leg.VERIFY).state()).isEqualTo(MoveState.VERIFIED);
        assertThat(stage.world.violations()).isEmpty();
    }
}

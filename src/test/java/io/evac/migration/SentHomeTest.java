package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.Faults.Fault;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent home before it had arrived is never said to be moved, and the way there is taken back. */
class SentHomeTest {
    private final Stage stage = Stage.semiLive();
    private boolean silent;

    /** Behind its fence and sealed on a destination that fell silent: it runs nowhere, and a human is needed. */
    @BeforeEach
    void downBehindTheFence() {
        stage.with(new CallFaults((ref, call) -> {
            silent |= call.equals("fence");
            return silent && ref.equals(Moves.AWAY) ? Fault.UNREACHABLE : Fault.NONE;
        }));
        assertThat(stage.runAll().state()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(stage.world.runningOn(Moves.WEB)).isEmpty();
    }

    private void isHome(Journal.MoveRecord end) {
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.CANCELLED);
        assertThat(end.code()).contains(Codes.CANCELLED);
        assertThat(end.message().orElse("")).contains("sent home before it had arrived");
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        GuardFacts there = stage.world.guards().on(Moves.host(Moves.BETA)).observe(Moves.WEB);
        assertThat(there.state()).isIn(GuardState.ABSENT, GuardState.REVOKED);
        stage.clock.pause(Duration.ofHours(1));
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void when_the_destination_answers_again_it_is_taken_back_and_the_source_runs() {
        stage.with(Faults.NONE);
        isHome(stage.advance(Leg.ROLLBACK));
    }

    @Test
    void when_no_host_answers_the_doubt_stays() {
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
        stage.journal.put(Migrator.lookedAt(doubt));
        isHome(stage.advance(Leg.ROLLBACK));
    }

    @Test
    void what_could_not_be_taken_back_is_taken_back_by_the_retry() {
        boolean[] gone = {false};
        stage.with(new CallFaults((ref, call) -> {
            gone[0] |= call.equals("revoke");
            return gone[0] ? Fault.UNREACHABLE : Fault.NONE;
        }));
        Journal.MoveRecord doubt = stage.advance(Leg.ROLLBACK);
        assertThat(doubt.state()).as(doubt.toString()).isEqualTo(MoveState.NEEDS_ATTENTION);
        assertThat(doubt.message().orElse("")).contains("could not be undone", "evac retry R-1 alpha/web1");

        stage.with(Faults.NONE);
        stage.takeOver();
        stage.journal.put(Migrator.lookedAt(doubt));
        isHome(stage.runAll());
    }
}

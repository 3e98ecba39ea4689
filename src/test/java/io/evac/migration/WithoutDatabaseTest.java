package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Behind a confirmed FENCE the instance is down, and nothing waits for the database: not forwards, and not backwards. */
class WithoutDatabaseTest {
    private static final Duration AWAY = Duration.ofSeconds(50);
    private final Stage stage = Stage.semiLive();
    private final Map<String, Long> called = new HashMap<>();

    @Test
    void the_source_runs_again_within_the_budget_when_the_destination_refuses_to_become_active() {
        stage.with(new CallFaults((ref, call) -> {
            called.putIfAbsent(call, stage.clock.millis());
            return call.equals("activate") ? Fault.DISK_FULL : Fault.NONE;
        }));
        stage.journal.boundary(at -> {
            Long fenced = called.get("fence");
            if (fenced != null && stage.clock.millis() < fenced + AWAY.toMillis()) {
                throw new Journal.JournalException("database away", false, new IllegalStateException());
            }
        });
        Journal.MoveRecord end = stage.runAll();
        assertThat(end.state()).as(end.toString()).isEqualTo(MoveState.FAILED);
        assertThat(end.code()).contains(Codes.HOST);
        assertThat(stage.world.runningOn(Moves.WEB)).containsExactly(Moves.ALPHA);
        assertThat(called.get("revoke")).isLessThan(called.get("unfence"));
        assertThat(called.get("unfence") - called.get("fence"))
                .isLessThan(Duration.ofSeconds(5).toMillis());
        assertThat(stage.journal.events).anyMatch(event -> event.endsWith("undo fence: undone"));
        assertThat(stage.journal.openIntents(stage.move.id())).isEmpty();
        assertThat(stage.world.violations()).isEmpty();
    }

    @Test
    void a_lease_that_ran_out_stops_the_walk_and_is_nobody_elses_yet() {
        stage.leaseOver = true;
        assertThatThrownBy(() -> stage.advance(Leg.FULL_SYNC))
                .isInstanceOfSatisfying(
                        Journal.JournalException.class,
                        gone -> assertThat(gone.superseded()).isFalse());
    }
}

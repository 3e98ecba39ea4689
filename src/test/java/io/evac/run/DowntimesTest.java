package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.migration.Checkpoint;
import io.evac.migration.Downtimes;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.SteadyClock;
import io.evac.plan.Move;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DowntimesTest {
    /** Of a budget of 60 s. */
    private static final Move MOVE = TestPlans.of("budget", 1, 1).moves().getFirst();

    private final AtomicLong nanos = new AtomicLong();
    private final SteadyClock steady =
            new SteadyClock(Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC), nanos::get);

    private MoveRecord stopped(Checkpoint checkpoint, long before) {
        return new MoveRecord(
                MOVE.id(),
                "R-1",
                MoveState.RUNNING,
                Optional.empty(),
                List.of(),
                1,
                1,
                false,
                checkpoint,
                Optional.of(steady.millis()),
                before,
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void isTheBudgetWithoutWhatIsUsedByTheClockThatTheWallDoesNotStep() {
        MoveRecord record = stopped(Checkpoint.NONE, 5000);
        nanos.set(Duration.ofSeconds(10).toNanos());
        assertThat(Downtimes.left(MOVE, record, steady)).contains(Duration.ofSeconds(45));
        nanos.set(Duration.ofSeconds(55).toNanos());
        assertThat(Downtimes.left(MOVE, record, steady)).isEmpty();
    }

    @Test
    void isWhatThePolicyHasRaisedItTo() {
        MoveRecord record = stopped(Checkpoint.NONE.with("budgetMillis", "600000"), 0);
        nanos.set(Duration.ofMinutes(2).toNanos());
        assertThat(Downtimes.left(MOVE, record, steady)).contains(Duration.ofMinutes(8));
    }

    @Test
    void isNotToldOfWhatWasStoppedWhenItWasPlanned() {
        Move stopped = new Move(
                MOVE.id(),
                MOVE.row(),
                MOVE.instance(),
                MOVE.to(),
                MOVE.type(),
                MOVE.priority(),
                MOVE.need(),
                MOVE.diskSize(),
                MOVE.downtime(),
                MOVE.notBefore(),
                MOVE.owner(),
                false,
                MOVE.fingerprint(),
                MOVE.band(),
                MOVE.order(),
                MOVE.estimate(),
                MOVE.why());
        assertThat(Downtimes.left(stopped, stopped(Checkpoint.NONE, 0), steady)).isEmpty();
    }
}

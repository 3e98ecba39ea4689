package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.report.Census;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.report.RunSamples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdleExitTest {
    private static final Duration AFTER = Duration.ofSeconds(60);
    private final TestClock clock = new TestClock();
    private final Activity activity = new Activity(clock);
    private String state = "finished";
    private int exits;
    private final IdleExit idle = new IdleExit(Optional.of(AFTER), activity, new OneRun(), () -> exits++);

    @Test
    void leavesWhenNobodyKnockedForLongEnough() {
        clock.pass(Duration.ofSeconds(59));
        idle.look(AFTER);
        assertThat(exits).isZero();
        clock.pass(Duration.ofSeconds(1));
        idle.look(AFTER);
        assertThat(exits).isEqualTo(1);
    }

    @Test
    void staysWhileARunIsActiveAndAFullWhileAfterIt() {
        state = "running";
        clock.pass(Duration.ofHours(1));
        idle.look(AFTER);
        state = "finished";
        idle.look(AFTER);
        assertThat(exits).isZero();
        clock.pass(AFTER);
        idle.look(AFTER);
        assertThat(exits).isEqualTo(1);
    }

    @Test
    void staysWhileARequestIsInside() {
        activity.enter();
        clock.pass(Duration.ofHours(1));
        idle.look(AFTER);
        assertThat(exits).isZero();
        activity.leave();
        idle.look(AFTER);
        assertThat(exits).isZero();
    }

    @Test
    void anInterruptedRunDoesNotKeepIt() {
        state = "interrupted";
        clock.pass(AFTER);
        idle.look(AFTER);
        assertThat(exits).isEqualTo(1);
    }

    private final class OneRun implements Reports {
        @Override
        public Optional<RunReport> run(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<String> state(String run) {
            return Optional.of(state);
        }

        @Override
        public long countEvents(String run, long after) {
            return 0;
        }

        @Override
        public boolean within(String run, Set<String> hosts) {
            return true;
        }

        @Override
        public List<RunReport> runs(RunQuery query) {
            return query.states().contains(state) ? List.of(RunSamples.run(state, List.of())) : List.of();
        }

        @Override
        public List<EventReport> events(long after, int limit) {
            return List.of();
        }

        @Override
        public long lastEvent() {
            return 0;
        }

        @Override
        public long lastEventBefore(Instant then) {
            return 0;
        }

        @Override
        public Census census() {
            return new Census(Map.of(), Map.of(), 0, 0, 0);
        }

        @Override
        public List<EventReport> events(String run, long after, int limit) {
            return List.of();
        }
    }

    private static final class TestClock extends Clock {
        private Instant now = Instant.parse("2026-12-05T21:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

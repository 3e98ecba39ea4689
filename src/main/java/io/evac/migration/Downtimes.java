package io.evac.migration;

import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.Move;
import java.time.Duration;
import java.util.Optional;

/** What instances that are down by our hand have left of their budgets. */
public final class Downtimes {
    private Downtimes() {}

    /**
     * How much longer the instance may be down; empty when it is not, may be no longer, or was stopped when planned.
     *
     * @param clock the one by which the migrator measures
     */
    public static Optional<Duration> left(Move move, MoveRecord record, SteadyClock clock) {
        Duration budget = Budget.of(move, record.checkpoint());
        return record.stoppedAt()
                .filter(at -> move.wasRunning())
                .map(at -> budget.minusMillis(record.downtimeMillis() + clock.millis() - at))
                .filter(Duration::isPositive);
    }
}

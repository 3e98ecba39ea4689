package io.evac.metrics;

import io.evac.inventory.HostName;
import io.evac.journal.MoveListener;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Counts what has become of moves, and measures how long instances were down, as the journal has it: {@code
 * evac_moves_total} and {@code evac_downtime_seconds}.
 */
final class MoveMeters implements MoveListener {
    private static final Set<MoveState> OUTCOMES = EnumSet.of(
            MoveState.MOVED,
            MoveState.VERIFIED,
            MoveState.FINALIZED,
            MoveState.FAILED,
            MoveState.ROLLED_BACK,
            MoveState.CANCELLED,
            MoveState.NEEDS_ATTENTION);

    private static final Duration[] STEPS = {
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    private final MeterRegistry registry;
    private final Function<HostName, String> drivers;

    /** @param drivers the driver of a host; never throws */
    MoveMeters(MeterRegistry registry, Function<HostName, String> drivers) {
        this.registry = registry;
        this.drivers = drivers;
    }

    @Override
    public void written(Change change) {
        MoveRecord now = change.now();
        if (now.state() != change.before() && OUTCOMES.contains(now.state())) {
            Counter.builder("evac.moves")
                    .description("Moves that came to an outcome, by the phase in which they did")
                    .tag(Labels.PHASE, change.phase().map(Phase::word).orElse(Labels.NONE))
                    .tag(Labels.OUTCOME, now.state().word())
                    .tag(Labels.DRIVER, drivers.apply(change.from()))
                    .register(registry)
                    .increment();
        }
        // A way home counts from nothing again; what is summed over tries was told of before.
        long down = now.downtimeMillis() - change.downtimeBefore();
        if (down > 0) {
            Timer.builder("evac.downtime")
                    .description("How long instances were down by our hand, each time by itself")
                    .tag(Labels.DRIVER, drivers.apply(change.from()))
                    .serviceLevelObjectives(STEPS)
                    .register(registry)
                    .record(Duration.ofMillis(down));
        }
    }
}

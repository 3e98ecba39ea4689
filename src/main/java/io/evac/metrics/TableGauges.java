package io.evac.metrics;

import io.evac.migration.MoveState;
import io.evac.report.Census;
import io.evac.run.RunState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the tables have, over all daemons of the database; no number while it does not answer. */
final class TableGauges implements MeterBinder {
    /** In which something is still to come, or nobody knows. */
    private static final List<MoveState> OPEN = List.of(
            MoveState.PLANNED,
            MoveState.QUEUED,
            MoveState.RUNNING,
            MoveState.WAITING,
            MoveState.MOVED,
            MoveState.NEEDS_ATTENTION);

    private final LatestCensus latest;

    TableGauges(LatestCensus latest) {
        this.latest = latest;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (RunState state : RunState.values()) {
            gauge("evac.runs", "Runs by state", census -> census.runs().getOrDefault(state.word(), 0))
                    .tag(Labels.STATE, state.word())
                    .register(registry);
        }
        for (MoveState state : OPEN) {
            gauge(
                            "evac.open.moves",
                            "Moves by state, of runs that are not over",
                            census -> census.moves().getOrDefault(state.word(), 0))
                    .tag(Labels.STATE, state.word())
                    .register(registry);
        }
        gauge("evac.cutovers", "Moves whose cutover is under way", Census::cutovers)
                .register(registry);
        gauge("evac.leases", "Runs that a daemon works on", Census::leases).register(registry);
        gauge("evac.runs.unattended", "Runs that were begun and that nobody works on", Census::unattended)
                .register(registry);
        Gauge.builder("evac.database.up", latest, it -> it.look().census().isPresent() ? 1 : 0)
                .description("Whether the database answers")
                .register(registry);
        Gauge.builder("evac.database", latest, it -> it.look().took().toMillis() / 1000.0)
                .description("How long the database took to count all this")
                .baseUnit("seconds")
                .register(registry);
    }

    private Gauge.Builder<LatestCensus> gauge(String name, String what, ToDoubleFunction<Census> number) {
        return Gauge.builder(
                        name,
                        latest,
                        it -> it.look().census().stream()
                                .mapToDouble(number)
                                .findFirst()
                                .orElse(Double.NaN))
                .description(what);
    }
}

package io.evac.metrics;

import io.evac.inventory.Host;
import io.evac.run.Sightings;
import io.evac.run.Sightings.Sighting;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How each host of hosts.yaml was when it was last surveyed; no number for one that was not. */
final class HostGauges implements MeterBinder {
    private final Supplier<List<Host>> hosts;
    private final Sightings sightings;
    private volatile Optional<Runnable> rows = Optional.empty();

    /** @param hosts those of hosts.yaml now; never throws */
    HostGauges(Supplier<List<Host>> hosts, Sightings sightings) {
        this.hosts = hosts;
        this.sightings = sightings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        MultiGauge reachable = MultiGauge.builder("evac.host.reachable")
                .description("Whether the last survey of the host by this daemon was answered")
                .register(registry);
        MultiGauge surveyed = MultiGauge.builder("evac.host.surveyed.timestamp")
                .description("When that survey ended, in seconds since 1970")
                .baseUnit("seconds")
                .register(registry);
        rows = Optional.of(() -> {
            List<Host> now = hosts.get();
            reachable.register(rows(now, seen -> seen.problem().isEmpty() ? 1 : 0), true);
            surveyed.register(rows(now, seen -> seen.at().toEpochMilli() / 1000.0), true);
        });
        refresh();
    }

    /** Hosts may have come into hosts.yaml, and have gone. */
    void refresh() {
        rows.ifPresent(Runnable::run);
    }

    private List<MultiGauge.Row<?>> rows(List<Host> now, ToDoubleFunction<Sighting> number) {
        return now.stream()
                .<MultiGauge.Row<?>>map(host -> MultiGauge.Row.of(
                        Tags.of(Labels.HOST, host.name().value(), Labels.DRIVER, host.driver()),
                        sightings,
                        seen -> seen.of(host.name()).stream()
                                .mapToDouble(number)
                                .findFirst()
                                .orElse(Double.NaN)))
                .toList();
    }
}

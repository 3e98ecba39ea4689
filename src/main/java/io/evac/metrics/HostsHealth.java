package io.evac.metrics;

import io.evac.inventory.Host;
import io.evac.run.Sightings;
import io.evac.run.Sightings.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What the last survey of each host has said. Asks no host. */
final class HostsHealth implements HealthIndicator {
    /** No word of Spring Boot's, so that it says nothing about the daemon: another daemon would reach that host no better. */
    static final Status SOME_UNREACHABLE = new Status("SOME_UNREACHABLE");

    private final Supplier<List<Host>> hosts;
    private final Sightings sightings;

    /** @param hosts those of hosts.yaml now; never throws */
    HostsHealth(Supplier<List<Host>> hosts, Sightings sightings) {
        this.hosts = hosts;
        this.sightings = sightings;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (Host host : hosts.get()) {
            Optional<Sighting> seen = sightings.of(host.name());
            if (seen.flatMap(Sighting::problem).isPresent()) {
                health.status(SOME_UNREACHABLE);
            }
            health.withDetail(host.name().value(), facts(seen));
        }
        return health.build();
    }

    private static Map<String, Object> facts(Optional<Sighting> seen) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(
                "survey",
                seen.map(it -> it.problem().isEmpty() ? "answered" : "unreachable")
                        .orElse("never"));
        seen.ifPresent(it -> facts.put("at", it.at().toString()));
        seen.flatMap(Sighting::problem).ifPresent(problem -> facts.put("problem", problem));
        return facts;
    }
}

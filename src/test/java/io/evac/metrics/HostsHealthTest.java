package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Slots;
import io.evac.run.Sightings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class HostsHealthTest {
    private final Sightings sightings =
            new Sightings(Clock.fixed(Instant.parse("2026-12-05T21:00:00Z"), ZoneOffset.UTC));
    private final List<Host> hosts = new ArrayList<>(List.of(host("alpha"), host("beta")));

    private static Host host(String name) {
        return new Host(
                new HostName(name),
                new Address("localhost", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    @Test
    void aHostThatDidNotAnswerIsNamedAndIsNotTheDaemonsIllness() {
        sightings.surveyed(new HostName("alpha"), Optional.of("no route. Maybe it is off"));
        Health health = new HostsHealth(() -> hosts, sightings).health();
        assertThat(health.getStatus()).isEqualTo(HostsHealth.SOME_UNREACHABLE);
        assertThat(health.getDetails())
                .containsEntry(
                        "alpha",
                        Map.of(
                                "survey", "unreachable",
                                "at", "2026-12-05T21:00:00Z",
                                "problem", "no route. Maybe it is off"))
                .containsEntry("beta", Map.of("survey", "never"));
        sightings.surveyed(new HostName("alpha"), Optional.empty());
        assertThat(new HostsHealth(() -> hosts, sightings).health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void hostsThatComeAndGoAreMeasuredAsHostsYamlHasThem() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        HostGauges gauges = new HostGauges(() -> hosts, sightings);
        gauges.bindTo(registry);
        sightings.surveyed(new HostName("alpha"), Optional.of("no route"));
        sightings.surveyed(new HostName("beta"), Optional.empty());
        assertThat(reachable(registry, "alpha")).isZero();
        assertThat(reachable(registry, "beta")).isEqualTo(1);
        hosts.removeFirst();
        hosts.add(host("delta"));
        gauges.refresh();
        assertThat(registry.find("evac.host.reachable").tag("host", "alpha").gauge())
                .isNull();
        assertThat(reachable(registry, "delta")).isNaN();
    }

    private static double reachable(SimpleMeterRegistry registry, String host) {
        return registry.get("evac.host.reachable").tag("host", host).gauge().value();
    }
}

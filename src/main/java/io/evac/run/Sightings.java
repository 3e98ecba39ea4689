package io.evac.run;

import io.evac.inventory.HostName;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What came of the last survey of each host in this process. Nothing is surveyed for its sake. Thread-safe. */
public final class Sightings {
    /**
     * The last survey of a host.
     *
     * @param at when it ended
     * @param problem why the host could not be surveyed, with its remedy; empty when it could
     */
    public record Sighting(Instant at, Optional<String> problem) {}

    private final Clock clock;
    private final Map<HostName, Sighting> last = new ConcurrentHashMap<>();

    public Sightings(Clock clock) {
        this.clock = clock;
    }

    /** A survey of the host has ended; {@code problem} is empty when it could be surveyed. */
    public void surveyed(HostName host, Optional<String> problem) {
        last.put(host, new Sighting(clock.instant(), problem));
    }

    /** Empty for a host that this process has not surveyed. */
    public Optional<Sighting> of(HostName host) {
        return Optional.ofNullable(last.get(host));
    }
}

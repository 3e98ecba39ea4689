package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Nothing goes where its driver has said that it cannot. */
final class DriverSaysNo implements Rule {
    private final Map<Bundle, Map<HostName, Objection>> said = new IdentityHashMap<>();

    /** From now on the bundle is not put there. */
    void note(Bundle bundle, HostName site, Objection why) {
        said.computeIfAbsent(bundle, key -> new LinkedHashMap<>()).put(site, why);
    }

    /** Where a driver did not want it, in the order in which it was asked. */
    Map<HostName, Objection> of(Bundle bundle) {
        return said.getOrDefault(bundle, Map.of());
    }

    /** For people: {@code h1 (EVAC-271), h2 (EVAC-272)}; empty when no driver has objected. */
    String words(Bundle bundle) {
        return of(bundle).entrySet().stream()
                .map(one -> one.getKey() + " (" + one.getValue().code() + ")")
                .collect(Collectors.joining(", "));
    }

    @Override
    public boolean allows(Bundle bundle, Site site) {
        return said.isEmpty() || !of(bundle).containsKey(site.name());
    }

    @Override
    public Obstacle obstacle(Bundle bundle, Site site) {
        Objection why = of(bundle).get(site.name());
        return new Obstacle(why.code(), why.reason(), why.remedy());
    }
}

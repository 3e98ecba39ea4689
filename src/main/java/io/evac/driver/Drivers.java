package io.evac.driver;

import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The drivers this Evac knows, by name. */
public final class Drivers {
    private final Map<String, Driver> byName;

    public Drivers(Collection<? extends Driver> drivers) {
        this.byName = new TreeMap<>(drivers.stream().collect(Collectors.toMap(Driver::name, d -> d)));
    }

    /** The codes of all objections that any of them may have. */
    public SortedSet<String> objectionCodes() {
        return byName.values().stream()
                .flatMap(driver -> driver.codes().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @throws IllegalArgumentException for a name that no driver has */
    public Driver named(String name) {
        Driver driver = byName.get(name);
        if (driver == null) {
            throw new IllegalArgumentException(
                    "no driver " + name + " in this version. Maybe one of " + String.join(", ", byName.keySet()));
        }
        return driver;
    }
}

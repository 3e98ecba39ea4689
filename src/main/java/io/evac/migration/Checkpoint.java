package io.evac.migration;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a phase needs to go on after a crash, small and durable (journalled); never a secret.
 *
 * @param values short keys and values
 */
public record Checkpoint(Map<String, String> values) {
    public static final Checkpoint NONE = new Checkpoint(Map.of());

    public Checkpoint {
        values = Map.copyOf(values);
    }

    /** This checkpoint with one value set. */
    public Checkpoint with(String key, String value) {
        Map<String, String> all = new TreeMap<>(values);
        all.put(key, value);
        return new Checkpoint(all);
    }
}

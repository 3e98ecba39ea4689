package io.evac.migration;

import io.evac.inventory.HostName;
import io.evac.plan.Policy;
import java.time.Instant;
import java.util.Optional;

/** Since when a host holds the copy that a walk has parked there: the time of its FENCE, kept in the checkpoint. */
public final class Parked {
    private static final String AT = "parkedAt@";

    private Parked() {}

    /** When the copy on that host was fenced; empty when none is parked there, or it was before this was kept. */
    public static Optional<Instant> since(Checkpoint checkpoint, HostName on) {
        return Optional.ofNullable(checkpoint.values().get(key(on)))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    /**
     * From when on the copy on that host may be deleted without being asked for again; empty for never.
     *
     * @param policy its {@code parkedFor} counts from the fence; zero means never
     */
    public static Optional<Instant> until(Checkpoint checkpoint, HostName on, Policy policy) {
        // Before it was kept when a copy was fenced, it was kept when its instance arrived elsewhere: a moment later.
        Optional<Instant> arrived = Optional.ofNullable(checkpoint.values().get(Walk.ARRIVED_AT))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
        return policy.parkedFor().isPositive()
                ? since(checkpoint, on).or(() -> arrived).map(at -> at.plus(policy.parkedFor()))
                : Optional.empty();
    }

    static String key(HostName host) {
        return AT + host;
    }

    static boolean isKey(String key) {
        return key.startsWith(AT);
    }

    /** For people: since when, as well as it is known. */
    static String words(Checkpoint checkpoint, HostName on) {
        return since(checkpoint, on).map(at -> "since " + at).orElse("since its cutover");
    }
}

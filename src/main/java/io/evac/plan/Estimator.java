package io.evac.plan;

import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/** What a move costs as far as can be said beforehand; every figure that is assumed is named here with its source. */
final class Estimator {
    /** Counted for a host without a limit in hosts.yaml: the slowest link in use in data centres today. */
    static final Rate DEFAULT_RATE = new Rate(1_000_000_000L);
    /** Stopping and starting: the cutover of a small libvirt guest took 2.4 s in the lab; rounded up. */
    static final long STOP_AND_START_MILLIS = 3_000;
    /** What is left to send after the last round: Triton's RFD 34 stops its rounds below 50 MB. */
    static final long LAST_DELTA_BYTES = 50_000_000;
    /** From the switch of a hand-over until it goes on behind the fence: 2.0 to 2.8 s in the lab (ADR 14), rounded up. */
    static final long LIVE_PAUSE_MILLIS = 2_900;

    private final LocalTime now;

    Estimator(Instant now, ZoneId zone) {
        this.now = now.atZone(zone).toLocalTime();
    }

    /** What the host's link may carry at this time of day, in either direction. */
    Rate rate(Host host) {
        return host.bandwidth().at(now).orElse(DEFAULT_RATE);
    }

    /** The types for this pair that fit the budget, the least downtime first. */
    static List<MigrationType> choices(Departure departure, Rate in) {
        if (!departure.running() && departure.types().contains(MigrationType.COLD)) {
            return List.of(MigrationType.COLD);
        }
        return departure.types().stream()
                .filter(type -> fits(departure, type, downtimeMillis(departure, type, in)))
                .sorted(Comparator.comparingLong(type -> downtimeMillis(departure, type, in)))
                .toList();
    }

    /**
     * Whether the budget allows it. Types that sync while the instance runs are not judged beforehand: their rounds
     * measure what is left, and the policy decides before anything is stopped.
     */
    private static boolean fits(Departure departure, MigrationType type, long downtimeMillis) {
        return !growsWithSize(type) || downtimeMillis <= departure.downtime().toMillis();
    }

    private static boolean growsWithSize(MigrationType type) {
        return !type.equals(MigrationType.SEMI_LIVE) && !type.handsOver();
    }

    /** The shortest downtime over all its types, fitting or not. */
    static long leastDowntimeMillis(Departure departure, Rate in) {
        return departure.types().stream()
                .mapToLong(type -> downtimeMillis(departure, type, in))
                .min()
                .orElse(0);
    }

    static long downtimeMillis(Departure departure, MigrationType type, Rate in) {
        if (!departure.running()) {
            return 0;
        }
        if (type.handsOver()) {
            return LIVE_PAUSE_MILLIS;
        }
        long memory = departure.instance().need().memory().bytes();
        boolean rounds = type.equals(MigrationType.SEMI_LIVE) || type.equals(MigrationType.WARM);
        long stopped = (rounds ? Math.min(departure.diskBytes(), LAST_DELTA_BYTES) : bytes(departure, type))
                + (type.equals(MigrationType.WARM) ? memory : 0);
        return STOP_AND_START_MILLIS + millis(stopped, pair(departure, in));
    }

    static Estimate estimate(Departure departure, MigrationType type, Rate in) {
        long bytes = bytes(departure, type);
        return new Estimate(
                bytes,
                Duration.ofMillis(millis(bytes, pair(departure, in))),
                Duration.ofMillis(downtimeMillis(departure, type, in)));
    }

    private static long bytes(Departure departure, MigrationType type) {
        long memory = departure.instance().need().memory().bytes();
        if (type.equals(MigrationType.LIVE)) {
            return memory;
        }
        return type.handsOver() || type.equals(MigrationType.WARM)
                ? departure.diskBytes() + memory
                : departure.diskBytes();
    }

    private static long pair(Departure departure, Rate in) {
        return Math.min(departure.out().bytesPerSecond(), in.bytesPerSecond());
    }

    private static long millis(long bytes, long bytesPerSecond) {
        return (long) Math.ceil(bytes * 1000.0 / bytesPerSecond);
    }
}

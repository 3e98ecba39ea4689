package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Leg;
import io.evac.plan.Move;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The moves of one source host and band, in the plan's order.
 */
record Partition(HostName host, int band, List<Move> moves) {
    private static final int LARGEST_CHUNK = 1_000;

    /** The band of the canaries. */
    static final int CANARIES = 0;

    Partition {
        moves = List.copyOf(moves);
    }

    /** All of its moves, within reason: how many are worked on at once is decided by the slots, not by chunks. */
    int chunk() {
        return Math.clamp(moves.size(), 1, LARGEST_CHUNK);
    }

    /** {@code host:band}, unique within a run. */
    String name() {
        return host + ":" + band;
    }

    /** At most 92 characters: Batch stores 100. */
    String stepName(Leg leg) {
        return leg.step() + ":" + name();
    }

    boolean canaries() {
        return band == CANARIES;
    }

    /** The partitions of a plan by name. */
    static Map<String, Partition> of(List<Move> moves) {
        Map<String, List<Move>> byName = new TreeMap<>();
        moves.stream()
                .sorted(Comparator.comparingInt(Move::order))
                .forEach(move -> byName.computeIfAbsent(move.from() + ":" + move.band(), name -> new ArrayList<>())
                        .add(move));
        Map<String, Partition> partitions = new TreeMap<>();
        byName.forEach((name, own) -> {
            Move first = own.getFirst();
            partitions.put(name, new Partition(first.from(), first.band(), own));
        });
        return partitions;
    }
}

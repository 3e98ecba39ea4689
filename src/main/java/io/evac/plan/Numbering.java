package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every move its order and its band. Band 0 holds the canaries of the run, its smallest moves; the others stand
 * in the {@link Bands} of their source host.
 */
final class Numbering {
    private Numbering() {}

    /** In order; ids are those of {@code plan}. */
    static List<Move> number(List<Placed> placed, int canaries, PlanId plan) {
        List<Placed> ordered = placed.stream().sorted(Placed.ORDER).toList();
        Set<Placed> first = new HashSet<>(ordered.stream()
                .sorted(Comparator.comparingLong((Placed p) -> p.estimate().bytes())
                        .thenComparing(p -> p.departure().ref()))
                .limit(canaries)
                .toList());
        Map<HostName, Bands> bands = bands(ordered, first);
        List<Move> moves = new ArrayList<>(ordered.size());
        for (Placed one : ordered) {
            int order = moves.size() + 1;
            int band = first.contains(one)
                    ? 0
                    : bands.get(one.departure().ref().host())
                            .band(one.estimate().bytes());
            moves.add(one.move(MoveId.of(plan, order), band, order));
        }
        return moves;
    }

    private static Map<HostName, Bands> bands(List<Placed> placed, Set<Placed> canaries) {
        Map<HostName, List<Long>> sizes = new HashMap<>();
        placed.stream()
                .filter(one -> !canaries.contains(one))
                .forEach(one -> sizes.computeIfAbsent(one.departure().ref().host(), host -> new ArrayList<>())
                        .add(one.estimate().bytes()));
        Map<HostName, Bands> bands = new HashMap<>();
        sizes.forEach((host, bytes) -> bands.put(host, Bands.of(bytes)));
        return bands;
    }
}

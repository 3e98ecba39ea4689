package io.evac.bench;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Slots;
import io.evac.plan.Move;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How long a plan's transfers take on a fluid model of the network: each host has slots and a link in each direction,
 * the transfers of a direction share it evenly, and a transfer runs at the slower of its two shares. Of all that wait
 * the first in the plan's order whose slots are free on both ends starts, as in a run.
 */
final class Schedule {
    /** Which moves wait at a time. */
    enum Handing {
        /** All of them, in the plan's order: as a run hands them out. */
        QUEUE,
        /** Waves over the whole plan, as many as there are slots in all: the way of simpler tools. */
        WAVES
    }

    private static final double DONE_BYTES = 0.5;

    private final Function<HostName, Slots> slots;
    private final ToLongFunction<HostName> bytesPerSecond;
    private final Map<HostName, Integer> out = new HashMap<>();
    private final Map<HostName, Integer> in = new HashMap<>();
    private final Map<InstanceRef, Double> left = new HashMap<>();
    private final List<Move> active = new ArrayList<>();

    Schedule(Function<HostName, Slots> slots, ToLongFunction<HostName> bytesPerSecond) {
        this.slots = slots;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Seconds from the first byte to the last. */
    double makespan(List<Move> moves, Handing handing) {
        Deque<Move> rest = new ArrayDeque<>(
                moves.stream().sorted(Comparator.comparingInt(Move::order)).toList());
        List<Move> open = new ArrayList<>();
        double now = 0;
        while (true) {
            if (open.isEmpty()) {
                hand(rest, open, handing);
            }
            start(open);
            if (active.isEmpty()) {
                return now;
            }
            now += advance();
            open.removeIf(move -> left.getOrDefault(move.instance(), 1.0) <= DONE_BYTES);
        }
    }

    private static void hand(Deque<Move> rest, List<Move> open, Handing handing) {
        int size = switch (handing) {
            case QUEUE -> rest.size();
            case WAVES -> 2 * (int) rest.stream().map(Move::from).distinct().count();
        };
        while (open.size() < size && !rest.isEmpty()) {
            open.add(rest.poll());
        }
    }

    private void start(List<Move> waiting) {
        waiting.stream()
                .filter(move -> !left.containsKey(move.instance()))
                .sorted(Comparator.comparingInt(Move::order))
                .forEach(move -> {
                    if (out.getOrDefault(move.from(), 0)
                                    < slots.apply(move.from()).out()
                            && in.getOrDefault(move.to(), 0)
                                    < slots.apply(move.to()).in()) {
                        out.merge(move.from(), 1, Integer::sum);
                        in.merge(move.to(), 1, Integer::sum);
                        left.put(move.instance(), Math.max(1.0, move.estimate().bytes()));
                        active.add(move);
                    }
                });
    }

    /** Lets time pass until a transfer ends; how much. */
    private double advance() {
        double[] rates = new double[active.size()];
        double step = Double.MAX_VALUE;
        for (int i = 0; i < rates.length; i++) {
            Move move = active.get(i);
            rates[i] = Math.min(
                    (double) bytesPerSecond.applyAsLong(move.from()) / out.get(move.from()),
                    (double) bytesPerSecond.applyAsLong(move.to()) / in.get(move.to()));
            step = Math.min(step, left.get(move.instance()) / rates[i]);
        }
        for (int i = rates.length - 1; i >= 0; i--) {
            Move move = active.get(i);
            double rest = left.get(move.instance()) - rates[i] * step;
            left.put(move.instance(), rest);
            if (rest <= DONE_BYTES) {
                active.remove(i);
                out.merge(move.from(), -1, Integer::sum);
                in.merge(move.to(), -1, Integer::sum);
            }
        }
        return step;
    }

    /** What no schedule can beat: the busiest link or slots in either direction, or the longest single transfer. */
    double lowerBound(List<Move> moves) {
        Map<HostName, Double> sent = new HashMap<>();
        Map<HostName, Double> received = new HashMap<>();
        Map<HostName, Double> heldOut = new HashMap<>();
        Map<HostName, Double> heldIn = new HashMap<>();
        double bound = 0;
        for (Move move : moves) {
            double bytes = move.estimate().bytes();
            double from = bytesPerSecond.applyAsLong(move.from());
            double to = bytesPerSecond.applyAsLong(move.to());
            bound = Math.max(bound, sent.merge(move.from(), bytes / from, Double::sum));
            bound = Math.max(bound, received.merge(move.to(), bytes / to, Double::sum));
            double alone = bytes / Math.min(from, to);
            double held = heldOut.merge(move.from(), alone, Double::sum)
                    / slots.apply(move.from()).out();
            bound = Math.max(bound, Math.max(alone, held));
            bound = Math.max(
                    bound,
                    heldIn.merge(move.to(), alone, Double::sum)
                            / slots.apply(move.to()).in());
        }
        return bound;
    }
}

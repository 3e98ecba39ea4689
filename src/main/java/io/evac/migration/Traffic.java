package io.evac.migration;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import io.evac.plan.PlanId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Shares the limits of hosts and runs among the transfers of this process that are under way: all that leaves a host
 * together keeps its limit, and so does all that reaches it, and all that a run sends. What a transfer cannot use,
 * because another limit of its own is lower, is the others' (weighted max-min fairness: Bertsekas and Gallager, Data
 * Networks, 6.5.2). Limits are looked up anew while transfers go on. Thread-safe.
 */
public final class Traffic {
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** Of a limit, beside one other transfer, eight of nine parts. */
    private static final int HURRIED = 8;
    /** Of a limit: what one fixed transfer has of its run's, and what all of them leave to the others at least. */
    private static final int QUARTER = 4;
    /** A transfer must not stand still, whatever others hold. */
    private static final Rate LEAST = new Rate(8_000);

    private final Supplier<UnaryOperator<Host>> inventory;
    private final Clock wall;
    private final Clock steady;
    private final Map<PlanId, Bandwidth> runs = new ConcurrentHashMap<>();
    private final List<Share> shares = new ArrayList<>();
    private Map<Share, Rate> rates = Map.of();
    private long divided;
    private boolean stale = true;

    /**
     * @param inventory what hosts.yaml says now of a host that was found in it before
     * @param wall says the time of day
     * @param steady measures; no one steps it
     */
    public Traffic(Supplier<UnaryOperator<Host>> inventory, Clock wall, Clock steady) {
        this.inventory = inventory;
        this.wall = wall;
        this.steady = steady;
    }

    /** What all moves of a plan may send together from now on, beside what their hosts may. */
    public void limit(PlanId plan, Bandwidth limit) {
        runs.put(plan, limit);
        change();
    }

    /** Nothing of the plan is under way any more. */
    public void forget(PlanId plan) {
        runs.remove(plan);
        change();
    }

    /**
     * A transfer of a plan's move begins.
     *
     * @param hurried whether its instance stands still meanwhile: then it gets the larger part
     */
    public Share join(PlanId plan, Host from, Host to, boolean hurried) {
        return add(new Share(plan, from, to, hurried ? HURRIED : 1, Optional.empty()));
    }

    /**
     * A transfer begins that keeps its rate to its end, for it cannot be told otherwise later; the others get what that
     * leaves.
     *
     * @param rate as from {@link #fixed}; empty for no limit
     */
    public Share joinFixed(PlanId plan, Host from, Host to, Optional<Rate> rate) {
        return add(new Share(plan, from, to, 1, Optional.of(new Fixed(rate))));
    }

    /**
     * What a transfer may have that keeps its rate to its end: its part, were all slots of its hosts taken, and a quarter
     * of its run's; empty for no limit. Whoever else is under way is nothing to it: it is asked for long before.
     */
    public Optional<Rate> fixed(PlanId plan, Host from, Host to) {
        Share asking = new Share(plan, from, to, 1, Optional.empty());
        Map<Wire, Rate> limits = limits(List.of(asking), inventory.get());
        return asking.wires.stream()
                .filter(limits::containsKey)
                .map(wire -> limits.get(wire).bitsPerSecond()
                        / switch (wire.way()) {
                            case OUT -> from.slots().out();
                            case IN -> to.slots().in();
                            case RUN -> QUARTER;
                        })
                .map(bits -> new Rate(Math.max(LEAST.bitsPerSecond(), bits)))
                .min(Rate::compareTo);
    }

    private synchronized Share add(Share share) {
        shares.add(share);
        stale = true;
        return share;
    }

    private synchronized void change() {
        stale = true;
    }

    private synchronized void leave(Share share) {
        shares.remove(share);
        stale = true;
    }

    private Optional<Rate> rate(Share share) {
        synchronized (this) {
            if (!stale && steady.millis() - divided < FRESH.toMillis()) {
                return Optional.ofNullable(rates.get(share));
            }
        }
        // Not under the lock: it is a file.
        UnaryOperator<Host> hosts = inventory.get();
        synchronized (this) {
            rates = divide(shares, limits(shares, hosts));
            divided = steady.millis();
            stale = false;
            return Optional.ofNullable(rates.get(share));
        }
    }

    /** Those that are limited now. */
    private Map<Wire, Rate> limits(List<Share> all, UnaryOperator<Host> hosts) {
        LocalTime time = LocalTime.now(wall);
        Map<Wire, Rate> limits = new HashMap<>();
        for (Share share : all) {
            for (Wire wire : share.wires) {
                share.bandwidth(wire, hosts).at(time).ifPresent(limit -> limits.put(wire, limit));
            }
        }
        return limits;
    }

    /** What is not in the answer has no limit. */
    private static Map<Share, Rate> divide(List<Share> all, Map<Wire, Rate> limits) {
        Map<Wire, Double> left = new HashMap<>();
        limits.forEach((wire, limit) -> left.put(wire, (double) limit.bitsPerSecond()));
        Map<Share, Rate> answer = new HashMap<>();
        List<Share> open = new ArrayList<>();
        for (Share share : all) {
            share.fixed.ifPresentOrElse(
                    fixed -> fixed.rate().ifPresent(rate -> take(share, rate.bitsPerSecond(), left, answer)),
                    () -> open.add(share));
        }
        limits.forEach((wire, limit) -> left.merge(wire, (double) limit.bitsPerSecond() / QUARTER, Math::max));
        for (Optional<Part> next = least(open, left); next.isPresent(); next = least(open, left)) {
            Part part = next.get();
            part.users().forEach(share -> take(share, part.each() * share.weight, left, answer));
            open.removeAll(part.users());
        }
        return answer;
    }

    /** What the tightest wire leaves to each of its users, by weight. */
    private record Part(List<Share> users, double each) {}

    private static Optional<Part> least(List<Share> open, Map<Wire, Double> left) {
        return left.entrySet().stream()
                .map(wire -> part(open, wire.getKey(), wire.getValue()))
                .filter(part -> !part.users().isEmpty())
                .min(Comparator.comparingDouble(Part::each));
    }

    private static Part part(List<Share> open, Wire wire, double left) {
        List<Share> users =
                open.stream().filter(share -> share.wires.contains(wire)).toList();
        return new Part(
                users, left / users.stream().mapToInt(share -> share.weight).sum());
    }

    private static void take(Share share, double bits, Map<Wire, Double> left, Map<Share, Rate> answer) {
        share.wires.forEach(wire -> left.computeIfPresent(wire, (same, rest) -> Math.max(0, rest - bits)));
        answer.put(share, new Rate(Math.max(LEAST.bitsPerSecond(), (long) bits)));
    }

    private enum Way {
        OUT,
        IN,
        RUN
    }

    /** What may have a limit: a host's way out, its way in, or all of a run. */
    private record Wire(Way way, String name) {}

    /** For good; empty for no limit. */
    private record Fixed(Optional<Rate> rate) {}

    /** One transfer's part; to be closed when it ends. Thread-safe. */
    public final class Share implements AutoCloseable {
        private final PlanId plan;
        private final Host from;
        private final Host to;
        private final List<Wire> wires;
        private final int weight;
        private final Optional<Fixed> fixed;

        private Share(PlanId plan, Host from, Host to, int weight, Optional<Fixed> fixed) {
            this.plan = plan;
            this.from = from;
            this.to = to;
            this.wires = List.of(
                    new Wire(Way.OUT, from.name().value()),
                    new Wire(Way.IN, to.name().value()),
                    new Wire(Way.RUN, plan.value()));
            this.weight = weight;
            this.fixed = fixed;
        }

        private Bandwidth bandwidth(Wire wire, UnaryOperator<Host> hosts) {
            return switch (wire.way()) {
                case OUT -> hosts.apply(from).bandwidth();
                case IN -> hosts.apply(to).bandwidth();
                case RUN -> runs.getOrDefault(plan, Bandwidth.UNLIMITED);
            };
        }

        /** What it may send now; empty for no limit. */
        public Optional<Rate> rate() {
            return fixed.map(Fixed::rate).orElseGet(() -> Traffic.this.rate(this));
        }

        /** The lowest of its limits now, were it alone; empty for none. */
        public Optional<Rate> limit() {
            return limits(List.of(this), inventory.get()).values().stream().min(Rate::compareTo);
        }

        /** Whether an instance stands still for it. */
        public boolean hurried() {
            return weight == HURRIED;
        }

        /** Whether it has a limit at any time of the day. */
        public boolean limited() {
            UnaryOperator<Host> hosts = inventory.get();
            return wires.stream()
                    .anyMatch(wire -> !bandwidth(wire, hosts).entries().isEmpty());
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}

package io.evac.simulation;

import io.evac.inventory.Capacity;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where a story begins.
 *
 * @param disks bytes of each move's instance, in the moves' order
 * @param writes bytes per second of each
 * @param traits of each
 * @param nights when instances may be stopped
 */
record Setting(
        List<Move> moves, List<Long> disks, List<Long> writes, List<Trait> traits, Policy policy, Nights nights) {
    /** How an instance behaves. */
    enum Trait {
        WELL,
        /** Never healthy where it is moved to. */
        SICK,
        /** Does not stop when asked to. */
        STUBBORN,
        /** Stops long after it was asked to. */
        SLOW_TO_STOP
    }

    static final List<HostName> HOSTS = List.of(new HostName("alpha"), new HostName("beta"), new HostName("gamma"));

    /** One move of an instance that behaves. */
    static Setting of(MigrationType type, boolean running, Trait trait) {
        return new Setting(
                List.of(move(1, type, Duration.ofSeconds(60), running, 0, 1)),
                List.of(1L << 28),
                List.of(1L << 20),
                List.of(trait),
                policy(5, Policy.NotConverging.POSTPONE, Policy.GuestRefusesStop.SKIP, false, 5),
                Nights.NONE);
    }

    static Setting random(Chance chance) {
        int count = List.of(1, 1, 2, 3).get(chance.below(4, "moves", 0));
        boolean discard = chance.oneIn(4, "discard", 0);
        return new Setting(
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> randomMove(chance, n))
                        .toList(),
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> (1L + chance.below(8, "disk", n)) << 27)
                        .toList(),
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> (long) chance.below(30, "writes", n) << 20)
                        .toList(),
                IntStream.rangeClosed(1, count).mapToObj(n -> trait(chance, n)).toList(),
                policy(
                        5,
                        chance.of(List.of(Policy.NotConverging.values()), "not converging", 0),
                        chance.of(List.of(Policy.GuestRefusesStop.values()), "refuses", 0),
                        discard,
                        chance.below(20, "soak", 0)),
                Nights.NONE);
    }

    /** The same in windows. */
    Setting in(Nights windows) {
        return new Setting(moves, disks, writes, traits, policy, windows);
    }

    private static Trait trait(Chance chance, int n) {
        return switch (chance.below(16, "trait", n)) {
            case 0, 1 -> Trait.SICK;
            case 2 -> Trait.STUBBORN;
            case 3 -> Trait.SLOW_TO_STOP;
            default -> Trait.WELL;
        };
    }

    private static Move randomMove(Chance chance, int n) {
        int from = chance.below(3, "from", n);
        return move(
                n,
                chance.oneIn(3, "type", n) ? MigrationType.COLD : MigrationType.SEMI_LIVE,
                Duration.ofSeconds(chance.of(List.of(15, 30, 60, 120), "downtime", n)),
                !chance.oneIn(8, "running", n),
                from,
                (from + 1 + chance.below(2, "to", n)) % 3);
    }

    private static Policy policy(
            int rounds,
            Policy.NotConverging notConverging,
            Policy.GuestRefusesStop refuses,
            boolean discard,
            int soakSeconds) {
        Policy usual = Policy.DEFAULT;
        return new Policy(
                usual.type(),
                usual.downtime(),
                rounds,
                2,
                notConverging,
                refuses,
                discard ? Policy.ReversalImpossible.DISCARD : Policy.ReversalImpossible.HUMAN,
                usual.convergence(),
                0,
                1,
                usual.parkedFor(),
                Duration.ofSeconds(soakSeconds));
    }

    private static Move move(int n, MigrationType type, Duration downtime, boolean running, int from, int to) {
        return new Move(
                new MoveId("P-1." + n),
                n,
                new InstanceRef(HOSTS.get(from), new InstanceName("web" + n)),
                HOSTS.get(to),
                type,
                0,
                Capacity.NONE,
                Optional.empty(),
                downtime,
                Optional.empty(),
                Optional.empty(),
                running,
                "1",
                0,
                0,
                new Estimate(0, Duration.ZERO, Duration.ZERO),
                "");
    }

    /** The same moves as another installation wants them, perhaps to another host. */
    List<Move> ofAnother(Chance chance) {
        return moves.stream()
                .map(move -> {
                    List<HostName> others = HOSTS.stream()
                            .filter(host -> !host.equals(move.from()))
                            .toList();
                    return new Move(
                            move.id(),
                            move.row(),
                            move.instance(),
                            chance.of(others, "other destination", move.row()),
                            move.type(),
                            0,
                            move.need(),
                            move.diskSize(),
                            move.downtime(),
                            Optional.empty(),
                            Optional.empty(),
                            move.wasRunning(),
                            move.fingerprint(),
                            0,
                            0,
                            move.estimate(),
                            "");
                })
                .toList();
    }

    boolean discards() {
        return policy.reversalImpossible() == Policy.ReversalImpossible.DISCARD;
    }

    Trait trait(InstanceName name) {
        return IntStream.range(0, moves.size())
                .filter(i -> moves.get(i).instance().name().equals(name))
                .mapToObj(traits::get)
                .findFirst()
                .orElse(Trait.WELL);
    }
}

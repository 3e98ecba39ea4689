package io.evac.run;

import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.MigrationType;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.simulation.Chance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Where a story through the engine begins: four to six instances on two hosts that they are to leave, for two others. */
final class BatchSetting {
    /** How an instance behaves. */
    enum Trait {
        WELL,
        /** Never healthy where it is moved to. */
        SICK,
        /** Does not stop when asked to. */
        STUBBORN
    }

    static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 4).mapToObj(n -> RunWorld.host("h" + n)).toList();

    private final Chance chance;
    private final Map<InstanceName, HostName> homes = new HashMap<>();
    private final Map<InstanceName, Trait> traits = new HashMap<>();

    BatchSetting(Chance chance) {
        this.chance = chance;
    }

    void populate(SimulatedWorld world) {
        for (int host = 1; host <= 2; host++) {
            for (int n = 1 + chance.below(2, "fewer", host); n <= 3; n++) {
                add(world, "h" + host, "i" + host + "-" + n, 10 * host + n);
            }
        }
    }

    private void add(SimulatedWorld world, String host, String name, int number) {
        InstanceRef ref = new InstanceRef(new HostName(host), new InstanceName(name));
        world.add(
                ref,
                (1L + chance.below(8, "disk", number)) << 26,
                (long) chance.below(20, "writes", number) << 20,
                !chance.oneIn(8, "stopped", number));
        homes.put(ref.name(), ref.host());
        traits.put(
                ref.name(),
                switch (chance.below(16, "trait", number)) {
                    case 0 -> Trait.SICK;
                    case 1 -> Trait.STUBBORN;
                    default -> Trait.WELL;
                });
    }

    Trait trait(InstanceName name) {
        return traits.get(name);
    }

    /** Whether it is the place that the instance is to leave. */
    boolean isHome(InstanceRef ref) {
        return ref.host().equals(homes.get(ref.name()));
    }

    /** What is to be planned. */
    Plans.Request request() {
        Policy usual = Policy.DEFAULT;
        Policy policy = new Policy(
                chance.oneIn(4, "type", 0) ? MigrationType.COLD : MigrationType.AUTO,
                Duration.ofSeconds(chance.of(List.of(60, 120, 300), "downtime", 0)),
                5,
                2,
                chance.of(List.of(Policy.NotConverging.values()), "not converging", 0),
                chance.of(List.of(Policy.GuestRefusesStop.values()), "refuses", 0),
                usual.reversalImpossible(),
                usual.convergence(),
                0,
                chance.below(2, "canaries", 0),
                usual.parkedFor(),
                Duration.ofSeconds(chance.below(20, "soak", 0)));
        byte[] list = "instance,host\n*,h1\n*,h2\n".getBytes(StandardCharsets.UTF_8);
        return new Plans.Request("list.csv", list, policy, List.of(), Set.of());
    }
}

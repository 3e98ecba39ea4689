package io.evac.migration;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.Capacity;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Slots;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves and hosts for tests. */
public final class Moves {
    public static final HostName ALPHA = new HostName("alpha");
    public static final HostName BETA = new HostName("beta");
    public static final InstanceName WEB = new InstanceName("web1");
    public static final InstanceRef HOME = new InstanceRef(ALPHA, WEB);
    public static final InstanceRef AWAY = new InstanceRef(BETA, WEB);

    static final Definition DEFINITION = new Definition(
            "/srv/web1", List.of("start"), List.of("stop"), List.of("status"), List.of(), Duration.ofSeconds(1), true);

    private Moves() {}

    public static Host host(HostName name) {
        return new Host(
                name,
                new Address(name.value(), 22, "root", Optional.empty()),
                "simulated",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    public static Move move(MigrationType type, Duration downtime, boolean running) {
        return new Move(
                new MoveId("P-1.1"),
                1,
                HOME,
                BETA,
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
}

package io.evac.driver.simulated;

import io.evac.driver.Driver;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Disk;
import io.evac.inventory.Host;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Resource;
import io.evac.inventory.RunState;
import io.evac.migration.Definition;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.GuardedItinerary;
import io.evac.migration.Guards;
import io.evac.migration.Itinerary;
import io.evac.migration.MoveContext;
import io.evac.migration.Observation;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Drives a {@link SimulatedWorld}: the target of {@code --simulate}, of the simulation and of benchmarks. */
public final class SimulatedDriver implements Driver {
    private static final Capacity CAPACITY = new Capacity(1024, ByteSize.parse("4TiB"), ByteSize.parse("1PiB"));
    private static final ByteSize MEMORY = ByteSize.parse("64MiB");

    private final SimulatedWorld world;
    private final Guards guards;
    private final Clock clock;
    private final Waiter waiter;

    /** Clock and waiter should be the world's. */
    public SimulatedDriver(SimulatedWorld world, Clock clock, Waiter waiter) {
        this.world = world;
        this.guards = world.guards();
        this.clock = clock;
        this.waiter = waiter;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public HostReport survey(Host host) {
        List<Instance> instances = world.copiesOn(host.name()).stream()
                .filter(copy -> copy.inPlace)
                .map(this::instance)
                .toList();
        Capacity used = instances.stream().map(Instance::need).reduce(Capacity.NONE, Capacity::plus);
        return new HostReport(host.name(), CAPACITY, used, instances, Map.of(), List.of());
    }

    private Instance instance(Copy copy) {
        Capacity size = copy.size.orElseGet(() -> new Capacity(1, MEMORY, new ByteSize(world.disk(copy.ref.name()))));
        return new Instance(
                copy.ref,
                Optional.empty(),
                copy.running ? RunState.RUNNING : RunState.STOPPED,
                size,
                List.of(new Disk("data", size.disk(), Optional.empty())),
                List.of(),
                new LinkedHashSet<>(List.of("semi-live", "cold")),
                EnumSet.allOf(Resource.class),
                copy.wish,
                world.fingerprint(copy.ref.name()),
                List.of());
    }

    @Override
    public List<Objection> objections(Move move) {
        return List.of();
    }

    @Override
    public Set<String> codes() {
        return Set.of();
    }

    @Override
    public Itinerary itinerary(Move move) {
        return GuardedItinerary.of(move.type(), guards, new SimulatedTransport(world), this::definition, clock, waiter);
    }

    /** The same phases over guards that somebody stands before: what tests of the protocol break on purpose. */
    public Itinerary itinerary(Move move, Guards through) {
        return GuardedItinerary.of(
                move.type(), through, new SimulatedTransport(world), this::definition, clock, waiter);
    }

    private Definition definition(MoveContext ctx, Host host) {
        Move move = ctx.move();
        if (!world.fingerprint(move.instance().name()).equals(move.fingerprint())) {
            throw new FailureException(new Failure.Permanent(
                    "EVAC-402", move.instance() + " was reconfigured by someone else", "Maybe make a new plan"));
        }
        List<String> command = List.of("simulated");
        return new Definition(
                move.instance().name().value(), command, command, command, command, Duration.ofSeconds(10), true);
    }

    @Override
    public Observation observe(InstanceRef ref, Host on) {
        return Observation.of(guards, ref, on, Duration.ofSeconds(1));
    }
}

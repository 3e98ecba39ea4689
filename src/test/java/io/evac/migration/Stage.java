package io.evac.migration;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.HostName;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.verify.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** One move in a simulated world, with a journal that outlives every orchestrator. */
final class Stage implements Control {
    static final List<Leg> LEGS = List.of(Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER, Leg.VERIFY);
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T22:00:00Z"));
    final SimulatedWorld world = new SimulatedWorld(clock, clock);
    final MemoryJournal journal = new MemoryJournal();
    final Move move;
    Policy policy = Policy.DEFAULT;
    UnaryOperator<Guards> sabotage = guards -> guards;
    boolean stop;
    boolean leaseOver;
    boolean cancel;
    long epoch = 1;
    private Migrator migrator;

    Stage(MigrationType type, Duration downtime, boolean running, long disk, long writes) {
        move = Moves.move(type, downtime, running);
        world.add(Moves.HOME, disk, writes, running);
        journal.put(MemoryJournal.planned(move.id()));
        migrator = fresh();
    }

    static Stage semiLive() {
        return new Stage(MigrationType.SEMI_LIVE, Duration.ofSeconds(60), true, 1 << 30, 1 << 20);
    }

    static Stage cold() {
        return new Stage(MigrationType.COLD, Duration.ofSeconds(60), true, 1 << 30, 1 << 20);
    }

    Stage with(Faults faults) {
        world.faults(faults);
        return this;
    }

    private Migrator fresh() {
        Guards guards = sabotage.apply(world.guards());
        SimulatedDriver driver = new SimulatedDriver(world, clock, clock);
        Carrier carrier = new Carrier() {
            @Override
            public Itinerary itinerary(Move planned) {
                return driver.itinerary(planned, guards);
            }

            @Override
            public Observation observe(io.evac.inventory.InstanceRef ref, io.evac.inventory.Host on) {
                return driver.observe(ref, on);
            }
        };
        return new Migrator(new MigratorParts(
                Moves::host,
                host -> carrier,
                guards,
                new Check(Moves::host, host -> carrier, guards),
                journal,
                new FairSlots(name -> io.evac.inventory.Slots.DEFAULT, 4),
                Progress.NONE,
                clock,
                clock,
                clock,
                BeforeStop.NOTHING));
    }

    /** A successor takes over: newer epoch, adopts both ends first. */
    void takeOver() {
        migrator = fresh();
        for (HostName host : List.of(move.from(), move.to())) {
            epoch = Math.max(epoch, heard(host));
        }
        epoch++;
        migrator.adopt(move, authority());
    }

    private long heard(HostName host) {
        try {
            return migrator.highestEpoch(host);
        } catch (GuardUnreachableException silent) {
            return 0;
        }
    }

    Authority authority() {
        return new Authority("4f1c2a90/R-1", epoch);
    }

    Journal.MoveRecord advance(Leg leg) {
        return migrator.advance(move, policy, leg, authority(), this);
    }

    Journal.MoveRecord read() {
        return journal.read(move.id());
    }

    /** All automatic legs, until none is due. */
    Journal.MoveRecord runAll() {
        for (int round = 0; round < 12; round++) {
            for (Leg leg : LEGS) {
                advance(leg);
            }
        }
        return read();
    }

    @Override
    public boolean stopRequested(MoveId id) {
        return stop;
    }

    @Override
    public boolean cancelRequested(MoveId id) {
        return cancel;
    }

    @Override
    public boolean mayAct() {
        return !leaseOver;
    }
}

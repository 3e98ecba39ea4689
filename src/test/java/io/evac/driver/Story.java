package io.evac.driver;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.it.KillingJournal;
import io.evac.migration.Authority;
import io.evac.migration.BeforeStop;
import io.evac.migration.Control;
import io.evac.migration.FairSlots;
import io.evac.migration.Guard;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.MemoryJournal;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.Phase;
import io.evac.migration.Progress;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.verify.Check;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One move and its journal, worked off by one orchestrator after the other. */
final class Story implements Control {
    static final String OWNER = "4f1c2a90/R-1";

    /** An orchestrator is killed: nothing may catch it. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died(Phase phase, KillingJournal.Boundary boundary) {
            super(phase.word() + ", " + boundary);
        }
    }

    private static final List<Leg> LEGS =
            List.of(Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER, Leg.VERIFY, Leg.FINALIZE);
    private static final int TRIES = 20;
    private final Rig rig;
    private final Move move;
    private final MemoryJournal memory = new MemoryJournal();
    private long epoch = 1;
    private Optional<HostName> silent = Optional.empty();

    Story(Rig rig, Move move) {
        this.rig = rig;
        this.move = move;
        memory.put(MemoryJournal.planned(move.id()));
    }

    /** A process works the move off until no leg before {@code end} is due. */
    Journal.MoveRecord until(Leg end) {
        return until(end, memory);
    }

    /** The same, but the process dies when it gets there, once. */
    Journal.MoveRecord until(Leg end, Phase phase, KillingJournal.Boundary boundary) {
        AtomicBoolean dead = new AtomicBoolean();
        return until(end, new KillingJournal(memory, (moved, at, where) -> {
            if (at == phase && where == boundary && dead.compareAndSet(false, true)) {
                throw new Died(phase, boundary);
            }
        }));
    }

    /** An operator's order, written into the move's record. */
    void order(UnaryOperator<Journal.MoveRecord> order) {
        memory.put(order.apply(memory.read(move.id())));
    }

    /** From now on that host does not answer; or all do. */
    void silence(Optional<HostName> host) {
        silent = host;
    }

    /** A process takes over and works off one leg. */
    Journal.MoveRecord leg(Leg leg) {
        Migrator migrator = migrator(memory);
        return migrator.advance(move, Policy.DEFAULT, leg, takeOver(migrator), this);
    }

    private Authority takeOver(Migrator migrator) {
        epoch = Stream.of(move.from(), move.to())
                        .filter(host -> !silent.equals(Optional.of(host)))
                        .mapToLong(migrator::highestEpoch)
                        .reduce(epoch, Math::max)
                + 1;
        Authority authority = new Authority(OWNER, epoch);
        migrator.adopt(move, authority);
        return authority;
    }

    private Journal.MoveRecord until(Leg end, Journal journal) {
        Migrator migrator = migrator(journal);
        Authority authority = takeOver(migrator);
        List<Leg> legs = LEGS.stream().filter(leg -> leg.compareTo(end) <= 0).toList();
        for (int tries = 1; tries <= TRIES; tries++) {
            for (Leg leg : legs) {
                migrator.advance(move, Policy.DEFAULT, leg, authority, this);
            }
            Journal.MoveRecord record = memory.read(move.id());
            if (legs.stream().noneMatch(leg -> Migrator.due(move, record, leg))) {
                return record;
            }
        }
        throw new AssertionError("never ends: " + String.join("\n", memory.events));
    }

    private Migrator migrator(Journal journal) {
        Rig.Platform fresh = rig.platform();
        return new Migrator(new MigratorParts(
                rig::host,
                host -> fresh.driver(),
                host -> guard(fresh, host),
                new Check(rig::host, host -> fresh.driver(), fresh.guards()),
                journal,
                new FairSlots(name -> rig.host(name).slots(), 4),
                Progress.NONE,
                rig.clock(),
                rig.clock(),
                rig.waiter(),
                BeforeStop.NOTHING));
    }

    private Guard guard(Rig.Platform fresh, Host host) {
        Guard guard = fresh.guards().on(host);
        return silent.equals(Optional.of(host.name()))
                ? (Guard) Proxy.newProxyInstance(
                        Guard.class.getClassLoader(), new Class<?>[] {Guard.class}, (proxy, method, arguments) -> {
                            throw new GuardUnreachableException(
                                    host.name() + " is off", false, new IOException("no route"));
                        })
                : guard;
    }

    /** What happened, for people. */
    String events() {
        return String.join("\n", memory.events);
    }

    @Override
    public boolean stopRequested(MoveId id) {
        return false;
    }

    @Override
    public boolean cancelRequested(MoveId id) {
        return false;
    }

    @Override
    public boolean mayAct() {
        return true;
    }
}

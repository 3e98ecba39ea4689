package io.evac.driver.simulated;

import static io.evac.migration.GuardState.ABSENT;
import static io.evac.migration.GuardState.ACTIVATING;
import static io.evac.migration.GuardState.ACTIVE;
import static io.evac.migration.GuardState.FENCED;
import static io.evac.migration.GuardState.FINALIZING;
import static io.evac.migration.GuardState.OPEN;
import static io.evac.migration.GuardState.QUIESCED;
import static io.evac.migration.GuardState.RECEIVING;
import static io.evac.migration.GuardState.RELEASED;
import static io.evac.migration.GuardState.REVOKED;
import static io.evac.migration.GuardState.SEALED;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Definition;
import io.evac.migration.Guard;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.Ticket;
import java.time.Duration;
import java.util.Optional;

/** The guard's state machine in memory: the same records, refusals and timers as the program on a real host. */
final class SimulatedGuard implements Guard {
    private final SimulatedWorld world;
    private final HostName host;
    private final Wire wire;
    private final Rules rules;

    SimulatedGuard(SimulatedWorld world, Wire wire, HostName host) {
        this.world = world;
        this.host = host;
        this.wire = wire;
        this.rules = new Rules(world, host);
    }

    @Override
    public GuardFacts observe(InstanceName instance) {
        return wire.call(ref(instance), "observe", Optional.empty(), copy -> {});
    }

    @Override
    public long highestEpoch() {
        return world.copiesOn(host).stream()
                .mapToLong(copy -> observe(copy.ref.name()).epoch())
                .max()
                .orElse(0);
    }

    @Override
    public GuardFacts adopt(InstanceName instance, Ticket ticket) {
        return call(instance, "adopt", ticket, copy -> {
            String owner = copy.isNobodys() ? "" : ticket.owner();
            int attempt = copy.records.isEmpty() ? ticket.attempt() : copy.attempt();
            copy.record(copy.state(), copy.n(), new Ticket(owner, ticket.epoch(), attempt, ticket.call()), world.now());
            if (copy.state() == FENCED && copy.mayPark()) {
                copy.park();
            }
        });
    }

    @Override
    public GuardFacts open(InstanceName instance, Ticket ticket, Definition definition) {
        return call(instance, "open", ticket, copy -> {
            rules.allow(copy, OPEN, ABSENT);
            if (!copy.inPlace) {
                throw rules.refused(Reason.CONFLICT, copy, "is not in place");
            }
            copy.wish = copy.running;
            copy.autostart = definition.autostart();
            copy.record(OPEN, copy.n(), ticket, world.now());
        });
    }

    @Override
    public GuardFacts reserve(InstanceName instance, Ticket ticket, Definition definition) {
        return call(instance, "reserve", ticket, copy -> {
            if (copy.state() == FENCED) {
                rules.park(copy);
            } else if (copy.inPlace) {
                throw rules.refused(Reason.CONFLICT, copy, "is in place already");
            }
            rules.allow(copy, OPEN, ABSENT, RECEIVING, REVOKED, SEALED, FENCED);
            copy.digest = Optional.empty();
            copy.autostart = definition.autostart();
            copy.record(RECEIVING, copy.n(), ticket, world.now());
        });
    }

    /** Simulated instances are stopped, never handed over. */
    @Override
    public GuardFacts handOver(InstanceName instance, Ticket ticket, int n, Duration budget) {
        return quiesce(instance, ticket, n, budget);
    }

    @Override
    public GuardFacts quiesce(InstanceName instance, Ticket ticket, int n, Duration budget) {
        GuardFacts facts = call(instance, "quiesce", ticket, copy -> {
            if (copy.state() == QUIESCED && copy.n() == n) {
                return;
            }
            rules.allow(copy, OPEN, RELEASED, ACTIVATING, ACTIVE);
            if (n <= copy.n()) {
                throw rules.refused(Reason.STATE, copy, "has seen timer " + copy.n() + ", not below " + n);
            }
            if (!copy.inPlace) {
                throw rules.refused(Reason.STATE, copy, "is not in place");
            }
            copy.record(QUIESCED, n, ticket, world.now());
            copy.deadline = world.now() + budget.toMillis();
            copy.quiescedBoot = world.boot(host);
        });
        if (facts.state() != QUIESCED) {
            return facts;
        }
        world.pause(SimulatedWorld.SWITCH);
        return wire.call(ref(instance), "stop", Optional.empty(), copy -> {
            if (copy.state() == QUIESCED && copy.n() == n && !world.faults().refusesStop(copy.ref)) {
                world.askToStop(copy, world.faults().stopsAfter(copy.ref));
            }
        });
    }

    @Override
    public GuardFacts release(InstanceName instance, Ticket ticket, int n) {
        return call(instance, "release", ticket, copy -> {
            if (copy.state() == RELEASED && copy.n() == n) {
                return;
            }
            rules.require(copy, QUIESCED, n);
            copy.record(RELEASED, n, ticket, world.now());
            begin(copy, copy.wish);
        });
    }

    @Override
    public GuardFacts giveBack(InstanceName instance, Ticket ticket) {
        return call(instance, "giveBack", ticket, copy -> {
            rules.allow(copy, OPEN, RELEASED, ACTIVE);
            if (copy.state() == ACTIVE && copy.wish && !copy.running) {
                throw rules.refused(Reason.STATE, copy, "does not run");
            }
            if (copy.state() != OPEN) {
                boolean late = copy.stopsAt > 0 && copy.state() == RELEASED;
                copy.lateUntil = late ? world.now() + SimulatedWorld.LATE_STOP.toMillis() : 0;
            }
            copy.record(OPEN, copy.n(), nobody(ticket), world.now());
        });
    }

    /** What was given back is in no run's hand. */
    private static Ticket nobody(Ticket ticket) {
        return new Ticket("", ticket.epoch(), ticket.attempt(), ticket.call());
    }

    @Override
    public GuardFacts seal(InstanceName instance, Ticket ticket, int n, String digest) {
        return call(instance, "seal", ticket, copy -> {
            if (copy.state() == SEALED && copy.n() == n && copy.digest.equals(Optional.of(digest))) {
                return;
            }
            rules.allow(copy, RECEIVING);
            rules.requireAttempt(copy, ticket);
            copy.digest = Optional.of(digest);
            copy.complete = true;
            copy.record(SEALED, n, ticket, world.now());
        });
    }

    @Override
    public GuardFacts revoke(InstanceName instance, Ticket ticket) {
        return call(instance, "revoke", ticket, copy -> {
            rules.allow(copy, RECEIVING, SEALED, REVOKED);
            copy.record(REVOKED, copy.n(), ticket, world.now());
        });
    }

    @Override
    public GuardFacts fence(InstanceName instance, Ticket ticket, int n) {
        return call(instance, "fence", ticket, copy -> {
            if (copy.state() == FENCED && copy.n() == n) {
                rules.park(copy);
                return;
            }
            rules.require(copy, QUIESCED, n);
            if (copy.running) {
                throw rules.refused(Reason.RUNNING, copy, "is not observed stopped");
            }
            if (copy.quiescedBoot != world.boot(host)) {
                throw rules.refused(Reason.REBOOTED, copy, "has booted since timer " + n);
            }
            copy.record(FENCED, n, ticket, world.now());
            rules.park(copy);
        });
    }

    @Override
    public GuardFacts activate(InstanceName instance, Ticket ticket, int n, boolean start) {
        return call(instance, "activate", ticket, copy -> {
            if (copy.state() == ACTIVATING || copy.state() == ACTIVE) {
                rules.require(copy, copy.state(), n);
            } else {
                rules.require(copy, SEALED, n);
                rules.requireAttempt(copy, ticket);
            }
            goLive(copy, ticket, start);
        });
    }

    @Override
    public GuardFacts unfence(InstanceName instance, Ticket ticket, boolean start) {
        return call(instance, "unfence", ticket, copy -> {
            rules.allow(copy, FENCED, ACTIVATING, ACTIVE);
            goLive(copy, ticket, start);
        });
    }

    private void goLive(Copy copy, Ticket ticket, boolean start) {
        if (copy.position == Copy.EMPTY && copy.state() != SEALED) {
            throw rules.refused(Reason.HOST, copy, "has no copy");
        }
        if (copy.state() != ACTIVE || start && !copy.running) {
            copy.record(ACTIVATING, copy.n(), ticket, world.now());
            copy.inPlace = true;
        }
        copy.wish = start;
        if (start && world.faults().refusesStart(copy.ref)) {
            return;
        }
        begin(copy, start);
        if (copy.state() != ACTIVE) {
            copy.record(ACTIVE, copy.n(), ticket, world.now());
        }
    }

    private void begin(Copy copy, boolean start) {
        if (start && copy.inPlace) {
            world.start(copy);
        }
    }

    @Override
    public boolean healthy(InstanceName instance, Duration timeout) {
        boolean[] healthy = {false};
        wire.call(
                ref(instance),
                "healthy",
                Optional.empty(),
                copy -> healthy[0] = copy.running && !world.faults().sick(copy.ref));
        return healthy[0];
    }

    @Override
    public GuardFacts finish(InstanceName instance, Ticket ticket) {
        return call(instance, "finish", ticket, copy -> {
            rules.allow(copy, FENCED, FINALIZING, RECEIVING, REVOKED);
            if (copy.inPlace) {
                throw rules.refused(Reason.CONFLICT, copy, "is in place");
            }
            copy.record(FINALIZING, copy.n(), ticket, world.now());
            delete(copy, ticket);
        });
    }

    @Override
    public GuardFacts discard(InstanceName instance, Ticket ticket) {
        return call(instance, "discard", ticket, copy -> {
            rules.allow(copy, REVOKED, RECEIVING);
            if (copy.complete) {
                throw rules.refused(Reason.STATE, copy, "was complete once and is not thrown away");
            }
            delete(copy, ticket);
        });
    }

    private void delete(Copy copy, Ticket ticket) {
        copy.position = Copy.EMPTY;
        copy.complete = false;
        copy.record(ABSENT, copy.n(), ticket, world.now());
    }

    private GuardFacts call(InstanceName instance, String name, Ticket ticket, Wire.Effect effect) {
        return wire.call(ref(instance), name, Optional.of(ticket), effect);
    }

    private InstanceRef ref(InstanceName instance) {
        return new InstanceRef(host, instance);
    }
}

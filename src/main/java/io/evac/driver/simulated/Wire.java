package io.evac.driver.simulated;

import io.evac.inventory.InstanceRef;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Ticket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way of a call to a simulated guard: faults on the wire, stale tickets, calls that land late. */
final class Wire {
    /** What a call does on the host. */
    @FunctionalInterface
    interface Effect {
        void on(Copy copy);
    }

    private static final Comparator<Ticket> ORDER = Comparator.comparingLong(Ticket::epoch)
            .thenComparingInt(Ticket::attempt)
            .thenComparingLong(Ticket::call);

    private final SimulatedWorld world;
    private final Map<InstanceRef, List<Runnable>> late = new HashMap<>();

    Wire(SimulatedWorld world) {
        this.world = world;
    }

    GuardFacts call(InstanceRef ref, String name, Optional<Ticket> ticket, Effect effect) {
        world.pause(SimulatedWorld.CALL);
        Faults.Fault fault = world.faults().on(ref, name);
        synchronized (world) {
            if (fault == Faults.Fault.REBOOT) {
                world.reboot(ref.host());
            }
            if (world.isOff(ref.host())) {
                throw lost(ref, name, false);
            }
            return switch (fault) {
                case NONE, REBOOT -> land(ref, name, ticket, effect);
                case UNREACHABLE -> throw lost(ref, name, false);
                case LOST_REQUEST -> throw lost(ref, name, true);
                case LOST_ANSWER -> {
                    land(ref, name, ticket, effect);
                    throw lost(ref, name, true);
                }
                case LATE -> {
                    later(ref, () -> land(ref, name, ticket, effect));
                    throw lost(ref, name, true);
                }
                case DISK_FULL -> {
                    // Whoever writes no record needs no space.
                    if (ticket.isEmpty()) {
                        yield land(ref, name, ticket, effect);
                    }
                    throw new GuardRefusedException(
                            Reason.HOST, ref.host() + " has no space left", facts(world.copy(ref)));
                }
            };
        }
    }

    /** Something that nobody waits for any more, to land behind the next call. */
    void later(InstanceRef ref, Runnable call) {
        late.computeIfAbsent(ref, key -> new ArrayList<>()).add(call);
    }

    private GuardFacts land(InstanceRef ref, String name, Optional<Ticket> ticket, Effect effect) {
        Copy copy = world.copy(ref);
        world.settle(ref.name());
        ticket.ifPresent(t -> admit(copy, name, t));
        effect.on(copy);
        if (ticket.isPresent()) {
            world.tell(copy, name);
        }
        GuardFacts facts = facts(copy);
        List<Runnable> waiting = late.remove(ref);
        if (waiting != null) {
            waiting.forEach(Wire::landLate);
            return facts(copy);
        }
        return facts;
    }

    private static void landLate(Runnable call) {
        try {
            call.run();
        } catch (GuardRefusedException refused) {
            // Nobody listens to a late call's answer; that it was refused is the rule at work.
            return;
        }
    }

    /** As the guard of a real host: a stale call, and one on an instance in another run's hand, change nothing. */
    void admit(Copy copy, String call, Ticket ticket) {
        boolean older = ticket.epoch() < copy.epoch()
                || copy.newest
                        .filter(newest -> ORDER.compare(ticket, newest) <= 0)
                        .isPresent();
        if (older) {
            throw new GuardRefusedException(
                    Reason.STALE, copy.ref + " has seen epoch " + copy.epoch() + " or a newer call", facts(copy));
        }
        boolean owned = !copy.owner().isEmpty() && !ticket.owner().equals(copy.owner());
        if (ticket.epoch() == copy.epoch() && owned) {
            throw new GuardRefusedException(Reason.FOREIGN, copy.ref + " belongs to " + copy.owner(), facts(copy));
        }
        if (owned && !mayTakeFrom(copy, call, ticket)) {
            throw new GuardRefusedException(
                    Reason.CONFLICT, copy.ref + " is in the hands of " + copy.owner(), facts(copy));
        }
        copy.newest = Optional.of(ticket);
    }

    /** A parked copy may become the base of a way home; within an installation its database keeps runs apart. */
    private static boolean mayTakeFrom(Copy copy, String call, Ticket ticket) {
        return switch (copy.state()) {
            case ABSENT -> true;
            case FENCED -> call.equals("reserve");
            case OPEN -> Ticket.installation(copy.owner()).equals(Ticket.installation(ticket.owner()));
            case QUIESCED, RELEASED, RECEIVING, SEALED, REVOKED, ACTIVATING, ACTIVE, FINALIZING -> false;
        };
    }

    private GuardFacts facts(Copy copy) {
        return copy.facts(world.now(), world.boot(copy.ref.host()));
    }

    private static GuardUnreachableException lost(InstanceRef ref, String call, boolean maybe) {
        String what = maybe ? "the answer to " + call + " was lost" : "no connection for " + call;
        return new GuardUnreachableException(ref.host() + ": " + what, maybe, new IOException("simulated"));
    }
}

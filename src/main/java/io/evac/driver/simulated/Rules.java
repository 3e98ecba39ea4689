package io.evac.driver.simulated;

import io.evac.inventory.HostName;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardState;
import io.evac.migration.Ticket;
import java.util.Set;

/** What a simulated guard refuses, and in which words. */
final class Rules {
    private final SimulatedWorld world;
    private final HostName host;

    Rules(SimulatedWorld world, HostName host) {
        this.world = world;
        this.host = host;
    }

    void allow(Copy copy, GuardState... states) {
        if (!Set.of(states).contains(copy.state())) {
            throw refused(Reason.STATE, copy, "is " + copy.state());
        }
    }

    void require(Copy copy, GuardState state, int n) {
        if (copy.state() != state || copy.n() != n) {
            throw refused(
                    Reason.STATE, copy, "is " + copy.state() + "(" + copy.n() + "), not " + state + "(" + n + ")");
        }
    }

    void requireAttempt(Copy copy, Ticket ticket) {
        if (copy.attempt() != ticket.attempt()) {
            throw refused(Reason.STATE, copy, "is of attempt " + copy.attempt() + ", not " + ticket.attempt());
        }
    }

    GuardRefusedException refused(Reason reason, Copy copy, String why) {
        return new GuardRefusedException(reason, copy.ref + " " + why, copy.facts(world.now(), world.boot(host)));
    }

    void park(Copy copy) {
        if (!copy.mayPark()) {
            throw refused(Reason.CONFLICT, copy, "is fenced, and somebody put it back");
        }
        copy.park();
    }
}

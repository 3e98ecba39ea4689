package io.evac.web;

import io.evac.access.Role;
import io.evac.daemon.Caller;
import java.util.Optional;

/**
 * Who looks at a page.
 *
 * @param role empty for who has none
 * @param everyHost whether none is kept from it
 */
record Visitor(String name, Optional<Role> role, boolean everyHost) {
    /** In the thread of the request. */
    static Visitor now() {
        Optional<Caller> caller = Caller.now();
        return new Visitor(
                Caller.actor(),
                caller.map(Caller::role),
                caller.filter(it -> it.hosts().isEvery()).isPresent());
    }

    /** Whether buttons that need that role are shown. */
    public boolean may(Role needed) {
        return role.filter(mine -> mine.covers(needed)).isPresent();
    }

    /** Plans, runs, pauses and goes on. */
    public boolean operates() {
        return may(Role.OPERATOR);
    }

    /** Decides about cutovers and parked copies. */
    public boolean approves() {
        return may(Role.APPROVER);
    }

    /** Reads what everybody has asked for. */
    public boolean reads() {
        return approves() && everyHost;
    }
}

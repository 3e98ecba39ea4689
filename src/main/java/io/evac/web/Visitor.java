package io.evac.web;

import io.evac.access.Role;
import io.evac.daemon.Caller;
import java.util.Optional;

/**
 * Who looks at a page.
 *
 * @param role empty for who has none
 */
record Visitor(String name, Optional<Role> role) {
    /** In the thread of the request. */
    static Visitor now() {
        Optional<Caller> caller = Caller.now();
        return new Visitor(Caller.actor(), caller.map(Caller::role));
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
}

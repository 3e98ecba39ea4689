package io.evac.access;

import io.evac.inventory.HostScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** People who log in with a name and a password. Thread-safe. */
public interface Users {
    /**
     * A user, without the password.
     *
     * @param hosts that the user may see and use
     * @param changed when the password was set: a session that began under another one is over
     * @param by who made the user
     */
    record User(String name, Role role, HostScope hosts, Instant created, Instant changed, String by) {}

    /**
     * Makes one.
     *
     * @param name as the history will say it; no other user has it
     * @param hosts every one for an admin
     * @param password 12 characters at least and 72 bytes at most, kept as a slow hash only
     * @throws IllegalArgumentException when one of them cannot be, or the name is taken; the message ends with a remedy
     */
    User create(String name, Role role, HostScope hosts, String password, String actor);

    /** One who may use every host. */
    default User create(String name, Role role, String password, String actor) {
        return create(name, role, HostScope.EVERY, password, actor);
    }

    /** All, by name. */
    List<User> list();

    /** From now on nobody logs in so, and whoever has is out; false when there is none of that name. */
    boolean remove(String name, String actor);

    /**
     * Sets another password; sessions that began under the old one are over.
     *
     * @return false when there is none of that name
     * @throws IllegalArgumentException when it cannot be one; the message ends with a remedy
     */
    boolean password(String name, String password, String actor);

    /** Who that is; empty for a wrong password, and for nobody, which takes as long. */
    Optional<User> check(String name, String password);

    /** Whether the user of this name is still there, with the password that was set then. */
    boolean holds(String name, Instant changed);
}

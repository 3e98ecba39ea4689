package io.evac.access;

import io.evac.inventory.HostScope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each may do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Plans, runs, pauses and goes on, within what policy and window allow. */
    OPERATOR,
    /** Decides about a cutover, a way home, a parked copy, or a host that is said to be off. */
    APPROVER,
    /** Gives and takes roles. */
    ADMIN;

    /** The word of API and command line, e.g. {@code viewer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role for a word; empty for any other. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /**
     * Refuses a role for some hosts only that would give itself the others.
     *
     * @throws IllegalArgumentException for an admin of some hosts; the message ends with a remedy
     */
    void requireFor(HostScope hosts) {
        if (this == ADMIN && !hosts.isEvery()) {
            throw new IllegalArgumentException(
                    "an admin makes users and tokens, and so may use every host. Maybe the role approver");
        }
    }

    /** Whether this one may do what that one may. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}

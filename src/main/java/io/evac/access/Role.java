package io.evac.access;

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

    /** Whether this one may do what that one may. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }
}

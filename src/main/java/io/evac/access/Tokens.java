package io.evac.access;

import io.evac.inventory.HostScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens for people and programs that are not the owner of the state directory. Thread-safe. */
public interface Tokens {
    /**
     * A token as it is known afterwards: its secret is not.
     *
     * @param hosts that its holder may see and use
     * @param by who gave it
     */
    record Token(String name, Role role, HostScope hosts, Instant created, Instant expires, String by) {}

    /**
     * A token that was just given.
     *
     * @param secret told this once
     */
    record Issued(Token token, String secret) {}

    /**
     * Gives a token.
     *
     * @param name of its holder, as the history will say it; no other token has it
     * @param hosts every one for an admin
     * @param life from now; a day at least and two years at most
     * @throws IllegalArgumentException when one of them cannot be, or the name is taken; the message ends with a remedy
     */
    Issued create(String name, Role role, HostScope hosts, Duration life, String actor);

    /** One for every host. */
    default Issued create(String name, Role role, Duration life, String actor) {
        return create(name, role, HostScope.EVERY, life, actor);
    }

    /** All that were not revoked, by name; expired ones, too. */
    List<Token> list();

    /** From now on it is nobody's; false when there is none of that name. */
    boolean revoke(String name, String actor);

    /** Whose secret that is; empty for one that was never given, has expired or was revoked. */
    Optional<Token> holder(String secret);

    /** Whether the token of this name that was given then is still somebody's: not expired, not revoked. */
    boolean holds(String name, Instant given);
}

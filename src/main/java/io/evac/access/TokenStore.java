package io.evac.access;

import io.evac.access.Tokens.Token;
import java.util.List;
import java.util.Optional;

/** Where tokens are kept, without their secrets. Who gave and took them stands in the history. Thread-safe. */
public interface TokenStore {
    /**
     * Keeps it.
     *
     * @param digest of its secret, 64 hexadecimal digits
     * @return false when the name is taken; nothing was kept
     */
    boolean add(Token token, String digest);

    List<Token> all();

    /** The token whose secret has this digest. */
    Optional<Token> find(String digest);

    /** False when there is none of that name. */
    boolean remove(String name, String actor);
}

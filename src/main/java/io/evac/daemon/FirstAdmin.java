package io.evac.daemon;

import io.evac.access.Role;
import io.evac.access.Users;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * While there are no users, who has the token from the console of this process makes the first one, an admin. The token is good
 * once, for an hour, and no longer than the process; nothing of it is written anywhere. Thread-safe.
 */
public final class FirstAdmin {
    static final String BY = "the first";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int BYTES = 32;

    private final Users users;
    private final Clock clock;
    private Optional<Offer> offer = Optional.empty();

    /** A token that was printed. */
    private record Offer(byte[] secret, Instant until) {}

    FirstAdmin(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** A fresh token for the console, in place of any other; empty when there are users already. */
    public synchronized Optional<String> offer() {
        if (!users.list().isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        offer = Optional.of(new Offer(
                token.getBytes(StandardCharsets.US_ASCII), clock.instant().plus(LIFE)));
        return Optional.of(token);
    }

    /** Whether this token would do. */
    synchronized boolean takes(String token) {
        return offer.filter(it -> clock.instant().isBefore(it.until()))
                        .filter(it -> MessageDigest.isEqual(it.secret(), token.getBytes(StandardCharsets.UTF_8)))
                        .isPresent()
                && users.list().isEmpty();
    }

    /**
     * Makes the admin, and ends the token.
     *
     * @return false for another token
     * @throws IllegalArgumentException when name or password cannot be; the token is still good
     */
    synchronized boolean create(String token, String name, String password) {
        if (!takes(token)) {
            return false;
        }
        users.create(name, Role.ADMIN, password, BY);
        offer = Optional.empty();
        return true;
    }
}

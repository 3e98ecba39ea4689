package io.evac.access;

import io.evac.inventory.Digests;
import io.evac.inventory.HostScope;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Tokens of 256 random bits: a digest without salt tells nothing of them, and finds them at once. */
public final class KeptTokens implements Tokens {
    /** By which people and programs that search for leaked secrets know one of ours. */
    private static final String PREFIX = "evac_";

    private static final int BYTES = 32;
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(731);
    private final TokenStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public KeptTokens(TokenStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Issued create(String name, Role role, HostScope hosts, Duration life, String actor) {
        Names.require(name, "token");
        role.requireFor(hosts);
        if (life.compareTo(LEAST) < 0 || life.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("a token lives a day at least, and two years at most. Maybe 90d");
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Token token = new Token(name, role, hosts, now, now.plus(life), actor);
        if (!store.add(token, digest(secret))) {
            throw new IllegalArgumentException(
                    "there is a token " + name + " already. Maybe another name, or: evac token revoke " + name);
        }
        return new Issued(token, secret);
    }

    @Override
    public List<Token> list() {
        return store.all();
    }

    @Override
    public boolean revoke(String name, String actor) {
        return store.remove(name, actor);
    }

    @Override
    public Optional<Token> holder(String secret) {
        return secret.startsWith(PREFIX)
                ? store.find(digest(secret)).filter(token -> clock.instant().isBefore(token.expires()))
                : Optional.empty();
    }

    @Override
    public boolean holds(String name, Instant given) {
        return store.all().stream()
                .anyMatch(token -> token.name().equals(name)
                        && token.created().equals(given)
                        && clock.instant().isBefore(token.expires()));
    }

    private static String digest(String secret) {
        return Digests.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }
}

package io.evac.daemon;

import io.evac.access.Role;
import io.evac.inventory.HostScope;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Who asks, in the thread of its request.
 *
 * @param hosts that it may see and use
 * @param given when its token was, or its password set; the beginning of time for the owner of the state directory
 * @param way how it came in
 */
public record Caller(String name, Role role, HostScope hosts, Instant given, Way way) {
    /** How somebody came in. */
    public enum Way {
        /** With the token of the state directory. */
        OWNER,
        /** With a token that was given. */
        TOKEN,
        /** By name and password. */
        SESSION,
        /** Sent by an identity provider. */
        PROVIDER;

        /** The word of the audit trail. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of the state directory: it says itself on whose behalf it asks. */
    public boolean owner() {
        return way == Way.OWNER;
    }

    /** Whether it came in by a page. */
    boolean inSession() {
        return way == Way.SESSION || way == Way.PROVIDER;
    }

    /** Tells it from another one of its name, before or after it. */
    String id() {
        return way + " " + name + " " + given;
    }

    /** Empty for who came without a token or session, e.g. by an owner's link. */
    public static Optional<Caller> now() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .flatMap(Caller::of);
    }

    /** For the history: the name of who asks; {@code api} for who has none of his own. */
    public static String actor() {
        return now().filter(caller -> !caller.owner()).map(Caller::name).orElse("api");
    }

    static Optional<Caller> of(Authentication shown) {
        return Optional.of(shown)
                .map(it -> it.getPrincipal() instanceof OAuth2AuthenticatedPrincipal known ? known : null)
                .filter(known -> known.getAttribute("way") != null)
                .map(known -> new Caller(
                        known.getName(),
                        Optional.ofNullable(known.<Role>getAttribute("role")).orElseThrow(),
                        Optional.ofNullable(known.<HostScope>getAttribute("hosts"))
                                .orElseThrow(),
                        Optional.ofNullable(known.<Instant>getAttribute("given"))
                                .orElseThrow(),
                        Optional.ofNullable(known.<Way>getAttribute("way")).orElseThrow()));
    }

    /** @throws ForbiddenException when its role is not enough */
    public static void require(Role role) {
        if (now().filter(caller -> caller.role().covers(role)).isEmpty()) {
            throw new ForbiddenException(role);
        }
    }

    /** @throws BeyondException when it may use some hosts only */
    static void requireEveryHost(String what) {
        if (now().filter(caller -> caller.hosts().isEvery()).isEmpty()) {
            throw BeyondException.of(what);
        }
    }

    /** A role is lacking. */
    public static final class ForbiddenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Role needed;

        ForbiddenException(Role needed) {
            super("this needs the role " + needed.word());
            this.needed = needed;
        }

        public Role needed() {
            return needed;
        }
    }
}

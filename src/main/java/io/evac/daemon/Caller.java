package io.evac.daemon;

import io.evac.access.Role;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Who asks, in the thread of its request.
 *
 * @param given when its token was; the beginning of time for the owner of the state directory
 */
public record Caller(String name, Role role, Instant given) {
    /** Of the state directory: it says itself on whose behalf it asks. */
    public boolean owner() {
        return name.equals(Callers.OWNER);
    }

    /** Tells it from another one of its name, before or after it. */
    String id() {
        return name + " " + given;
    }

    /** Empty for who came without a token, by an owner's link. */
    public static Optional<Caller> now() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(shown -> shown.getPrincipal() instanceof OAuth2AuthenticatedPrincipal known ? known : null)
                .map(known -> new Caller(
                        known.getName(),
                        Optional.ofNullable(known.<Role>getAttribute("role")).orElseThrow(),
                        Optional.ofNullable(known.<Instant>getAttribute("given"))
                                .orElseThrow()));
    }

    /** @throws ForbiddenException when its role is not enough */
    public static void require(Role role) {
        if (now().filter(caller -> caller.role().covers(role)).isEmpty()) {
            throw new ForbiddenException(role);
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

package io.evac.daemon;

import io.evac.access.Users;
import io.evac.daemon.Caller.Way;
import io.evac.migration.Journal.JournalException;
import java.io.Serial;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Asks for name and password, as often as the throttle lets it, and a few at a time: a check is slow on purpose. */
final class UserCheck implements AuthenticationProvider {
    private static final int AT_ONCE = 4;
    private static final int PATIENCE_SECONDS = 5;
    private final Users users;
    private final Throttle throttle;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    UserCheck(Users users, Throttle throttle) {
        this.users = users;
        this.throttle = throttle;
    }

    /** Too many attempts. */
    static final class HeldBackException extends AuthenticationException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Instant until;

        HeldBackException(Instant until) {
            super("too many attempts");
            this.until = until;
        }

        Instant until() {
            return until;
        }
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String name = asked.getName();
        String address =
                asked.getDetails() instanceof WebAuthenticationDetails web ? web.getRemoteAddress() : "unknown";
        Optional<Instant> heldBack = throttle.attempt(name, address);
        if (heldBack.isPresent()) {
            throw new HeldBackException(heldBack.get());
        }
        Optional<Users.User> found;
        try {
            found = check(name, Objects.toString(asked.getCredentials(), ""));
        } catch (RuntimeException unasked) {
            throttle.unasked(name, address);
            throw unasked instanceof JournalException away
                    ? new AuthenticationServiceException("the database does not answer", away)
                    : unasked;
        }
        Users.User user = found.orElseThrow(() -> new BadCredentialsException("no such name and password"));
        throttle.succeeded(name, address);
        return new UsernamePasswordAuthenticationToken(
                Callers.principal(user.name(), user.role(), user.hosts(), user.changed(), Way.SESSION),
                null,
                Callers.authorities(user.role()));
    }

    private Optional<Users.User> check(String name, String password) {
        boolean turn = false;
        try {
            turn = turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!turn) {
                throw new AuthenticationServiceException("too many log in at once");
            }
            return users.check(name, password);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw new AuthenticationServiceException("the daemon leaves", leaving);
        } finally {
            if (turn) {
                turns.release();
            }
        }
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}

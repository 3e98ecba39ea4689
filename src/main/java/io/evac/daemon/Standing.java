package io.evac.daemon;

import io.evac.access.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Whether who asked may still hear the rest of a long answer. */
public final class Standing {
    private final Tokens tokens;
    private final Sessions sessions;

    Standing(Tokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Looks again, in the thread of the request: the token was not revoked, the session is not over. */
    public boolean stands() {
        return Caller.now().filter(this::stands).isPresent();
    }

    private boolean stands(Caller caller) {
        return switch (caller.way()) {
            case OWNER -> true;
            case TOKEN -> tokens.holds(caller.name(), caller.given());
            case SESSION, PROVIDER ->
                request().map(request -> sessions.goesOn(request, caller)).orElse(false);
        };
    }

    private static Optional<HttpServletRequest> request() {
        return Optional.ofNullable(RequestContextHolder.getRequestAttributes())
                .map(it -> it instanceof ServletRequestAttributes attributes ? attributes.getRequest() : null);
    }
}

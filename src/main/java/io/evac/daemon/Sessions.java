package io.evac.daemon;

import io.evac.access.Users;
import io.evac.daemon.Caller.Way;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * When a session is over: half an hour after its last request, twelve hours after its first, and at once when its user was
 * removed or has another password. Who follows events is not idle: an evacuation is watched for hours.
 */
final class Sessions extends OncePerRequestFilter {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration WHOLE = Duration.ofHours(12);
    private static final String SINCE = "evac.since";

    private final Users users;
    private final Clock clock;
    private final OpenSessions open = new OpenSessions();

    Sessions(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** The session of who has just come in; of too many of one person the one that was seen longest ago ends. */
    void begin(HttpServletRequest request, Caller caller) {
        HttpSession session = request.getSession();
        Instant now = clock.instant();
        session.setAttribute(SINCE, now);
        open.add(caller.name(), session, now);
        // The container does not count a stream that goes on; what is seen of it does.
        session.setMaxInactiveInterval((int) WHOLE.toSeconds());
    }

    /** Whether it is not over; asking keeps it from being idle. */
    boolean goesOn(HttpServletRequest request, Caller caller) {
        HttpSession session = request.getSession(false);
        try {
            return session != null && goesOn(session, caller);
        } catch (IllegalStateException loggedOutMeanwhile) {
            return false;
        }
    }

    private boolean goesOn(HttpSession session, Caller caller) {
        Instant now = clock.instant();
        Optional<Instant> seen = OpenSessions.seen(session);
        boolean idle = seen.isEmpty() || !now.isBefore(seen.get().plus(IDLE));
        if (idle || !(session.getAttribute(SINCE) instanceof Instant since && now.isBefore(since.plus(WHOLE)))) {
            return false;
        }
        if (caller.way() == Way.SESSION && !users.holds(caller.name(), caller.given())) {
            return false;
        }
        OpenSessions.see(session, now);
        return true;
    }

    /** Behind what reads the session: one that is over is nobody's from here on. */
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = Caller.now();
        if (caller.isPresent() && !goesOn(request, caller.get())) {
            SecurityContextHolder.clearContext();
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
        if (isUpload(request) && Caller.now().isEmpty()) {
            // The word of its form is within it: it would be read whole for anybody.
            PageDoor.stranger(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isUpload(HttpServletRequest request) {
        return Optional.ofNullable(request.getContentType())
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/"))
                .isPresent();
    }
}

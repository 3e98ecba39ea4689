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
    private static final String SEEN = "evac.seen";

    private final Users users;
    private final Clock clock;

    Sessions(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** The session of who has just come in. */
    void begin(HttpServletRequest request) {
        HttpSession session = request.getSession();
        Instant now = clock.instant();
        session.setAttribute(SINCE, now);
        session.setAttribute(SEEN, now);
        // The container does not count a stream that goes on; SEEN does.
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
        if (over(session, SINCE, WHOLE, now) || over(session, SEEN, IDLE, now)) {
            return false;
        }
        if (caller.way() == Way.SESSION && !users.holds(caller.name(), caller.given())) {
            return false;
        }
        session.setAttribute(SEEN, now);
        return true;
    }

    private static boolean over(HttpSession session, String from, Duration most, Instant now) {
        return !(session.getAttribute(from) instanceof Instant at && now.isBefore(at.plus(most)));
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

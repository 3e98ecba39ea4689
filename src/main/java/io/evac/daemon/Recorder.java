package io.evac.daemon;

import io.evac.access.AuditTrail;
import io.evac.access.AuditTrail.Deed;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Adds to the audit trail what was to change something, and what was refused for its role. Behind the question who it is. */
final class Recorder extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private final AuditTrail trail;

    Recorder(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            int status = answered ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            boolean changing = !LOOKING.contains(request.getMethod()) && response.getHeader(OnceOnly.REPLAYED) == null;
            if (isKnown(request, status) && (changing || status == HttpServletResponse.SC_FORBIDDEN)) {
                keep(Deeds.of(request, status));
            }
        }
    }

    /** Strangers could fill the database: of them only who became the first admin is kept. */
    private static boolean isKnown(HttpServletRequest request, int status) {
        return Caller.now().isPresent()
                || request.getAttribute(DoorGuard.LINK) != null
                || request.getRequestURI().equals("/setup") && status == HttpServletResponse.SC_FOUND;
    }

    /** It has happened already: what cannot be kept in the database stands in the log at least. */
    void keep(Deed deed) {
        try {
            trail.add(deed);
        } catch (RuntimeException away) {
            LOG.error("the audit trail lacks {}", deed, away);
        }
    }
}

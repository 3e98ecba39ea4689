package io.evac.daemon;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.KeyedRequests.Answer;
import io.evac.daemon.KeyedRequests.Known;
import io.evac.inventory.Digests;
import io.evac.migration.Journal.JournalException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * A request with an {@code Idempotency-Key} that comes again is answered as it was the first time, and has no other effect.
 * What was refused or failed is not kept.
 */
final class OnceOnly extends OncePerRequestFilter {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(OnceOnly.class);
    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");
    private static final Set<String> METHODS = Set.of("POST", "PUT");
    private static final int LAST_GOOD = 299;
    private final KeyedRequests requests;
    private final ObjectProvider<RequestMappingHandlerMapping> handlers;

    OnceOnly(KeyedRequests requests, ObjectProvider<RequestMappingHandlerMapping> handlers) {
        this.requests = requests;
        this.handlers = handlers;
    }

    /** Nothing is read or kept for who may not ask; and nothing of what admins ask, whose answers hold secrets. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null
                || !METHODS.contains(request.getMethod())
                || needs(request)
                        .filter(role -> role != Role.ADMIN)
                        .filter(role -> Caller.now()
                                .filter(caller -> caller.role().covers(role))
                                .isPresent())
                        .isEmpty();
    }

    private Optional<Role> needs(HttpServletRequest request) {
        ServletRequestPathUtils.parseAndCache(request);
        try {
            return Optional.ofNullable(handlers.getObject().getHandler(request))
                    .map(chain -> chain.getHandler() instanceof HandlerMethod method ? method : null)
                    .map(method -> method.getMethodAnnotation(Needs.class))
                    .map(Needs::value);
        } catch (Exception noHandler) {
            LOG.debug("no handler", noHandler);
            return Optional.empty();
        } finally {
            ServletRequestPathUtils.clearParsedRequestPath(request);
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HEADER);
        if (!KEY.matcher(header).matches()) {
            Refusal.write(
                    response,
                    400,
                    "EVAC-586",
                    "no key: 1 to 128 visible characters of ASCII",
                    "Maybe a UUID, another for each request.");
            return;
        }
        byte[] body = request.getInputStream().readAllBytes();
        String caller = Caller.now().map(Caller::id).orElseThrow();
        String key = Digests.sha256((caller + "\n" + request.getMethod() + " " + request.getRequestURI() + "?"
                        + Objects.toString(request.getQueryString(), "") + " " + header)
                .getBytes(StandardCharsets.UTF_8));
        switch (requests.take(key, Digests.sha256(body))) {
            case Known.Nothing nothing -> first(key, nothing.since(), new Read(request, body), response, chain);
            case Known.Answered known -> again(known.answer(), response);
            case Known.Another another ->
                Refusal.write(
                        response,
                        422,
                        "EVAC-587",
                        "this Idempotency-Key came with another body before",
                        "Maybe another key for each request.");
            case Known.UnderWay going ->
                Refusal.write(
                        response,
                        409,
                        "EVAC-588",
                        "the same request is under way, or was cut off within the last ten minutes",
                        "Maybe look what became of it, and ask again later.");
        }
    }

    private void first(
            String key, long since, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
        boolean good = false;
        try {
            chain.doFilter(request, kept);
            good = kept.getStatus() <= LAST_GOOD;
        } finally {
            keep(key, since, good ? Optional.of(kept) : Optional.empty());
        }
        kept.copyBodyToResponse();
    }

    /** What was refused or failed may come again. Whoever asked hears what came of it, kept or not. */
    private void keep(String key, long since, Optional<ContentCachingResponseWrapper> good) {
        try {
            good.ifPresentOrElse(
                    answer -> requests.answer(
                            key,
                            since,
                            new Answer(
                                    answer.getStatus(),
                                    Objects.toString(answer.getContentType(), ""),
                                    answer.getContentAsByteArray())),
                    () -> requests.giveUp(key, since));
        } catch (JournalException away) {
            LOG.warn("what was answered to a request with a key is not kept: it is under way for ten minutes", away);
        }
    }

    private static void again(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        if (!answer.type().isEmpty()) {
            response.setContentType(answer.type());
        }
        response.getOutputStream().write(answer.body());
    }

    /** A request whose body was read already. */
    private static final class Read extends HttpServletRequestWrapper {
        private final ByteArrayInputStream body;

        Read(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new ByteArrayInputStream(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override
                public int read() {
                    return body.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    return body.read(buffer, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return body.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("this request is read by its own thread");
                }
            };
        }
    }
}

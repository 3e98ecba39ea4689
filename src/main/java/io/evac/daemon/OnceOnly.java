package io.evac.daemon;

import io.evac.daemon.KeyedRequests.Answer;
import io.evac.daemon.KeyedRequests.Known;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A request with an {@code Idempotency-Key} that comes again is answered as it was the first time, and has no other effect.
 * What ended in an error of the server's is not kept.
 */
final class OnceOnly extends OncePerRequestFilter {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");
    private static final Set<String> METHODS = Set.of("POST", "PUT");
    private static final int SERVER_ERROR = 500;
    private final KeyedRequests requests;

    OnceOnly(KeyedRequests requests) {
        this.requests = requests;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null || !METHODS.contains(request.getMethod());
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
        String caller = Caller.now().map(Caller::name).orElse("");
        String key = digest((caller + "\n" + request.getMethod() + " " + request.getRequestURI() + "?"
                        + Objects.toString(request.getQueryString(), "") + " " + header)
                .getBytes(StandardCharsets.UTF_8));
        switch (requests.take(key, digest(body))) {
            case Known.Nothing nothing -> first(key, new Read(request, body), response, chain);
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

    private void first(String key, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
        boolean good = false;
        try {
            chain.doFilter(request, kept);
            good = kept.getStatus() < SERVER_ERROR;
        } finally {
            if (good) {
                requests.answer(
                        key,
                        new Answer(
                                kept.getStatus(),
                                Objects.toString(kept.getContentType(), ""),
                                kept.getContentAsByteArray()));
            } else {
                requests.giveUp(key);
            }
        }
        kept.copyBodyToResponse();
    }

    private static void again(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader("Idempotency-Replayed", "true");
        if (!answer.type().isEmpty()) {
            response.setContentType(answer.type());
        }
        response.getOutputStream().write(answer.body());
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
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

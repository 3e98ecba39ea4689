package io.evac.daemon;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * Who was sent to the identity provider and is not back yet: each by a word in a cookie of its browser, so nobody is handed
 * another's way back. Ten minutes, and a bounded number: strangers get no session. Thread-safe.
 */
final class UnderWayLogins implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    private static final String COOKIE = "evac-away";
    private static final int MOST = 1000;
    private static final int BYTES = 32;
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Away> away = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Away> eldest) {
            return size() > MOST;
        }
    };

    private record Away(OAuth2AuthorizationRequest request, Instant until) {}

    UnderWayLogins(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return word(request)
                .map(away::get)
                .filter(it -> clock.instant().isBefore(it.until()))
                .map(Away::request)
                .filter(it -> Objects.equals(it.getState(), request.getParameter("state")))
                .orElse(null);
    }

    private static Optional<String> word(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies())
                .flatMap(cookies -> Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst());
    }

    @Override
    public synchronized void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest sent, HttpServletRequest request, HttpServletResponse response) {
        if (sent == null) {
            removeAuthorizationRequest(request, response);
            return;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String word = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        away.put(word, new Away(sent, clock.instant().plus(LIFE)));
        ResponseCookie cookie = ResponseCookie.from(COOKIE, word)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/login")
                .maxAge(LIFE)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    @Override
    public synchronized @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest sent = loadAuthorizationRequest(request);
        word(request).ifPresent(away::remove);
        return sent;
    }
}

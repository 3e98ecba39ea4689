package io.evac.daemon;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/**
 * Who was sent to the identity provider and is not back yet: each in a cookie of its browser, closed by a key of this process, so
 * nobody reads it or is handed another's way back, and however many strangers begin, they push nobody out. Ten minutes, and
 * once. Thread-safe.
 */
final class UnderWayLogins implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    private static final String COOKIE = "evac-away";
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int FRESH_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_USED = 10_000;
    /** In none of the parts: they are addresses and what we made ourselves. */
    private static final String BREAK = "\n";

    private static final List<String> ATTRIBUTES =
            List.of(OAuth2ParameterNames.REGISTRATION_ID, OidcParameterNames.NONCE, PkceParameterNames.CODE_VERIFIER);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key = new SecretKeySpec(bytes(KEY_BYTES), "AES");

    /** By state. Only who has come back is here, and whose place is taken could at most show its own provider an old code. */
    private final Map<String, Instant> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_USED || !clock.instant().isBefore(eldest.getValue());
        }
    };

    private record Away(OAuth2AuthorizationRequest request, Instant until) {}

    UnderWayLogins(Clock clock) {
        this.clock = clock;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public synchronized @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return away(request).map(Away::request).orElse(null);
    }

    private Optional<Away> away(HttpServletRequest request) {
        return cookie(request)
                .flatMap(this::opened)
                .flatMap(UnderWayLogins::read)
                .filter(it -> clock.instant().isBefore(it.until()))
                .filter(it -> Objects.equals(it.request().getState(), request.getParameter(OAuth2ParameterNames.STATE)))
                .filter(it -> !used.containsKey(it.request().getState()));
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies())
                .flatMap(cookies -> Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst());
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest sent, HttpServletRequest request, HttpServletResponse response) {
        if (sent == null) {
            removeAuthorizationRequest(request, response);
        } else {
            set(closed(written(sent, clock.instant().plus(LIFE))), LIFE, request, response);
        }
    }

    private static void set(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/login")
                .maxAge(age)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    @Override
    public synchronized @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        Optional<Away> back = away(request);
        back.ifPresent(it -> {
            used.put(String.valueOf(it.request().getState()), it.until());
            set("", Duration.ZERO, request, response);
        });
        return back.map(Away::request).orElse(null);
    }

    private static String written(OAuth2AuthorizationRequest sent, Instant until) {
        List<String> parts = List.of(
                String.valueOf(until.toEpochMilli()),
                sent.getAuthorizationUri(),
                sent.getClientId(),
                Objects.toString(sent.getRedirectUri(), ""),
                String.join(" ", sent.getScopes()),
                Objects.toString(sent.getState(), ""),
                attribute(sent, 0),
                attribute(sent, 1),
                attribute(sent, 2));
        return String.join(BREAK, parts);
    }

    private static String attribute(OAuth2AuthorizationRequest sent, int place) {
        return Objects.toString(sent.getAttribute(ATTRIBUTES.get(place)), "");
    }

    private static Optional<Away> read(String text) {
        String[] parts = text.split(BREAK, -1);
        OAuth2AuthorizationRequest sent = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(parts[1])
                .clientId(parts[2])
                .redirectUri(parts[3])
                .scopes(Set.of(parts[4].split(" ")))
                .state(parts[5])
                .attributes(attributes -> {
                    for (int i = 0; i < ATTRIBUTES.size(); i++) {
                        attributes.put(ATTRIBUTES.get(i), parts[6 + i]);
                    }
                })
                .build();
        return Optional.of(new Away(sent, Instant.ofEpochMilli(Long.parseLong(parts[0]))));
    }

    private String closed(String text) {
        try {
            byte[] fresh = bytes(FRESH_BYTES);
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, fresh));
            byte[] closed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] both = Arrays.copyOf(fresh, fresh.length + closed.length);
            System.arraycopy(closed, 0, both, fresh.length, closed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }

    /** Empty for what this process has not closed, or somebody has changed. */
    private Optional<String> opened(String value) {
        try {
            byte[] both = Base64.getUrlDecoder().decode(value);
            if (both.length <= FRESH_BYTES) {
                return Optional.empty();
            }
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, both, 0, FRESH_BYTES));
            byte[] text = cipher.doFinal(both, FRESH_BYTES, both.length - FRESH_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }
}

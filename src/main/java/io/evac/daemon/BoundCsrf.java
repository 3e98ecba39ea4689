package io.evac.daemon;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * Tokens of forms that are kept nowhere: each is signed for one session, or for one browser that has none yet. A stranger who
 * looks at the login page costs no memory, and the token of one session is worth nothing in another.
 */
final class BoundCsrf implements CsrfTokenRepository {
    static final String HEADER = "X-CSRF-TOKEN";
    static final String FIELD = "_csrf";
    /** Of a browser that has no session yet. */
    static final String COOKIE = "evac-door";

    private static final String FRESH = BoundCsrf.class.getName() + ".fresh";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int BYTES = 32;
    private final SecureRandom random = new SecureRandom();
    private final byte[] key = bytes();

    private byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        return known(request).orElseGet(() -> {
            String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
            request.setAttribute(FRESH, nonce);
            return token("browser " + nonce);
        });
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        if (token != null && request.getAttribute(FRESH) instanceof String nonce) {
            ResponseCookie cookie = ResponseCookie.from(COOKIE, nonce)
                    .httpOnly(true)
                    .secure(request.isSecure())
                    .sameSite("Lax")
                    .path("/")
                    .build();
            response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        }
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        return known(request).orElse(null);
    }

    private Optional<CsrfToken> known(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null
                ? Optional.of(token("session " + session.getId()))
                : browser(request).map(nonce -> token("browser " + nonce));
    }

    /** The random word of a browser without a session; empty when it has none yet. */
    static Optional<String> browser(HttpServletRequest request) {
        if (request.getAttribute(FRESH) instanceof String nonce) {
            return Optional.of(nonce);
        }
        return Optional.ofNullable(request.getCookies())
                .flatMap(cookies -> Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .filter(value -> NONCE.matcher(value).matches())
                        .findFirst());
    }

    private CsrfToken token(String bound) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signed = mac.doFinal(bound.getBytes(StandardCharsets.UTF_8));
            return new DefaultCsrfToken(
                    HEADER, FIELD, Base64.getUrlEncoder().withoutPadding().encodeToString(signed));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }
}

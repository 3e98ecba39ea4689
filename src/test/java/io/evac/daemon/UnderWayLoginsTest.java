package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class UnderWayLoginsTest {
    private static final String STATE = "sT4te-of-one=";
    private static final String VERIFIER = "the-verifier-of-one";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final UnderWayLogins logins = new UnderWayLogins(clock);

    private Cookie begun(String state) {
        OAuth2AuthorizationRequest sent = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri("https://sso.example.org/authorize")
                .clientId("evac")
                .redirectUri("https://evac.example.org/login/oauth2/code/oidc")
                .scopes(Set.of("openid", "profile"))
                .state(state)
                .attributes(Map.of("registration_id", "oidc", "nonce", "a-nonce", "code_verifier", VERIFIER))
                .build();
        MockHttpServletResponse response = new MockHttpServletResponse();
        logins.saveAuthorizationRequest(sent, new MockHttpServletRequest(), response);
        return Objects.requireNonNull(response.getCookie("evac-away"));
    }

    private static MockHttpServletRequest back(Cookie cookie, String state) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(cookie);
        request.setParameter("state", state);
        return request;
    }

    private OAuth2AuthorizationRequest taken(Cookie cookie, String state) {
        return logins.removeAuthorizationRequest(back(cookie, state), new MockHttpServletResponse());
    }

    @Test
    void whatWasBegunComesBackWholeThroughAClosedCookie() {
        Cookie cookie = begun(STATE);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/login");
        assertThat(cookie.getMaxAge()).isEqualTo(600);
        assertThat(cookie.getAttribute("SameSite")).isEqualTo("Lax");
        assertThat(new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.ISO_8859_1))
                .doesNotContain(VERIFIER, "a-nonce", STATE);
        OAuth2AuthorizationRequest back = taken(cookie, STATE);
        assertThat(back.getState()).isEqualTo(STATE);
        assertThat(back.getRedirectUri()).isEqualTo("https://evac.example.org/login/oauth2/code/oidc");
        assertThat(back.getScopes()).containsExactlyInAnyOrder("openid", "profile");
        assertThat(back.getAttributes())
                .isEqualTo(Map.of("registration_id", "oidc", "nonce", "a-nonce", "code_verifier", VERIFIER));
    }

    @Test
    void howeverManyStrangersBeginNobodyIsPushedOut() {
        Cookie first = begun(STATE);
        for (int i = 0; i < 2000; i++) {
            begun("stranger" + i);
        }
        assertThat(taken(first, STATE)).isNotNull();
    }

    @Test
    void itCountsOnceAndForItsStateAndForTenMinutes() throws Exception {
        Cookie cookie = begun(STATE);
        assertThat(taken(cookie, "another")).isNull();
        MockHttpServletResponse response = new MockHttpServletResponse();
        assertThat(logins.removeAuthorizationRequest(back(cookie, STATE), response))
                .isNotNull();
        assertThat(Objects.requireNonNull(response.getCookie("evac-away")).getMaxAge())
                .isZero();
        assertThat(taken(cookie, STATE)).as("a cookie that was kept").isNull();
        Cookie late = begun("late");
        clock.pause(Duration.ofMinutes(10));
        assertThat(taken(late, "late")).isNull();
    }

    @Test
    void whatIsNotOursOrWasChangedIsNothing() {
        Cookie ours = begun(STATE);
        byte[] bytes = Base64.getUrlDecoder().decode(ours.getValue());
        for (int at : new int[] {0, 20, bytes.length - 1}) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThat(taken(new Cookie("evac-away", Base64.getUrlEncoder().encodeToString(changed)), STATE))
                    .isNull();
        }
        for (String junk : new String[] {"", "!", "AAAA", "A".repeat(5000)}) {
            assertThat(taken(new Cookie("evac-away", junk), STATE)).isNull();
        }
        OAuth2AuthorizationRequest elsewhere =
                new UnderWayLogins(clock).removeAuthorizationRequest(back(ours, STATE), new MockHttpServletResponse());
        assertThat(elsewhere).as("another process").isNull();
        assertThat(taken(ours, STATE)).isNotNull();
    }
}

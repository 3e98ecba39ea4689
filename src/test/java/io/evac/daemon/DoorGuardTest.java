package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import io.evac.notice.OwnerLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class DoorGuardTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final Activity activity = new Activity(clock);

    @Test
    void whoOnlyWatchesKeepsNoDaemonAlive() throws Exception {
        clock.pause(Duration.ofHours(1));
        assertThat(knock("/actuator/prometheus")).isEqualTo(200);
        assertThat(activity.idle()).isEqualTo(Duration.ofHours(1));
        assertThat(knock("/api/v1/runs")).isEqualTo(200);
        assertThat(activity.idle()).isZero();
    }

    @Test
    void aNameIsOursByTlsOnly() throws Exception {
        assertThat(knock("/", "evac.example.org", true)).isEqualTo(200);
        assertThat(knock("/", "EVAC.example.org:8443", true)).isEqualTo(200);
        assertThat(knock("/", "evac.example.org", false)).isEqualTo(421);
        assertThat(knock("/", "evac.example.org.evil.example", true)).isEqualTo(421);
        assertThat(knock("/", "evil.example:8443", true)).isEqualTo(421);
        assertThat(knock("/", "127.0.0.1:8081", false)).isEqualTo(421);
    }

    private int knock(String path) throws Exception {
        return knock(path, "127.0.0.1:8080", false);
    }

    private int knock(String path, String host, boolean secure) throws Exception {
        OwnerLinks links = new OwnerLinks(new byte[32], "", clock);
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setLocalPort(8080);
        request.addHeader("Host", host);
        request.setSecure(secure);
        MockHttpServletResponse response = new MockHttpServletResponse();
        new DoorGuard(activity, links, Set.of("evac.example.org"), new Bodies(clock, 1 << 28))
                .doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }
}

package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final Throttle throttle = new Throttle(clock);

    @Test
    void eachAttemptBehindTheFreeOnesWaitsTwiceAsLongUpToAQuarterOfAnHour() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(throttle.attempt("jo", "192.0.2." + i)).isEmpty();
        }
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Instant until = throttle.attempt("jo", "198.51.100." + i).orElseThrow();
            waits.add(Duration.between(clock.instant(), until));
            clock.pause(waits.getLast());
            assertThat(throttle.attempt("jo", "203.0.113." + i)).isEmpty();
        }
        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(8),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(15));
        clock.pause(Duration.ofHours(2));
        assertThat(throttle.attempt("jo", "192.0.2.1")).isEmpty();
        assertThat(throttle.attempt("jo", "192.0.2.1")).isEmpty();
    }

    @Test
    void anAddressIsHeldBackWhicheverAccountItTries() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.attempt("user" + i, "192.0.2.1")).isEmpty();
        }
        assertThat(throttle.attempt("jo", "192.0.2.1")).isPresent();
        assertThat(throttle.attempt("jo", "192.0.2.2")).isEmpty();
    }

    @Test
    void aNetworkOfIpV6IsOneAddress() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.attempt("user" + i, "2001:db8:0:1:0:0:0:" + i)).isEmpty();
        }
        assertThat(throttle.attempt("jo", "2001:db8:0:1:5:5:5:5")).isPresent();
        assertThat(throttle.attempt("jo", "2001:db8:0:2:0:0:0:1")).isEmpty();
    }

    @Test
    void aNetworkOfIpV6IsOneAddressHoweverItIsWritten() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.attempt(
                            "user" + i, i % 2 == 0 ? "2001:db8::" + i : "2001:0DB8:0:0:1:0:0:" + i + "%eth0"))
                    .isEmpty();
        }
        assertThat(throttle.attempt("jo", "2001:db8:0:0:5::")).isPresent();
        assertThat(throttle.attempt("jo", "2001:db8:0:1::1")).isEmpty();
        assertThat(throttle.attempt("jo", "2001:db8:1::1")).isEmpty();
    }

    @Test
    void aMappedAddressIsThatOfIpV4() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.attempt("user" + i, i % 2 == 0 ? "::ffff:192.0.2.1" : "0:0:0:0:0:ffff:c000:201"))
                    .isEmpty();
        }
        assertThat(throttle.attempt("jo", "192.0.2.1")).isPresent();
        assertThat(throttle.attempt("jo", "::ffff:192.0.2.2")).isEmpty();
        assertThat(throttle.attempt("jo", "::1")).isEmpty();
    }

    @Test
    void whatIsNoAddressIsLookedUpNowhere() {
        for (String odd :
                List.of("unknown", "", ":", "localhost:80", ".::", "evil.example:1", "1:2:3:4:5:6:7:8:9", "::%")) {
            assertThat(throttle.attempt("jo" + odd, odd)).isEmpty();
        }
    }

    @Test
    void theRightPasswordIsNoFailure() {
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.attempt("jo", "192.0.2.1")).isEmpty();
            throttle.succeeded("jo", "192.0.2.1");
        }
    }

    @Test
    void whatWasNeverAskedIsNoFailure() {
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.attempt("jo", "192.0.2.1")).isEmpty();
            throttle.unasked("jo", "192.0.2.1");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(throttle.attempt("jo", "192.0.2.1")).isEmpty();
        }
        assertThat(throttle.attempt("jo", "192.0.2.1")).isPresent();
    }

    @Test
    void whoeverTriesManyNamesFillsNothing() {
        for (int i = 0; i < 100_000; i++) {
            throttle.attempt("x".repeat(1000) + i, i / 250 + "." + i % 250 + ".0.1");
            throttle.attempt("user" + i, i / 250 + "." + i % 250 + ".0.2");
        }
        assertThat(throttle.known()).isLessThanOrEqualTo(20_000);
    }
}

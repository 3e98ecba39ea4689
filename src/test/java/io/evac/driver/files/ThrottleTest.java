package io.evac.driver.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-05T12:00:00Z"));
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };

    private static Host host(String rate) {
        return TwoHosts.host(
                "alpha", Path.of("/srv"), all -> rate.isEmpty() ? all : Bandwidth.always(Rate.parse(rate)), 22);
    }

    private Duration timeFor(int chunks, Host from, Host to) throws InterruptedException {
        Instant began = now.get();
        Throttle throttle = new Throttle(from, to, clock, time -> now.updateAndGet(at -> at.plus(time)));
        for (int i = 0; i < chunks; i++) {
            throttle.pass(100_000);
        }
        return Duration.between(began, now.get());
    }

    @Test
    void theLowerLimitOfBothHostsHolds() throws Exception {
        assertThat(timeFor(50, host("80Mbit"), host("8Mbit"))).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(timeFor(300, host("8Mbit"), host(""))).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(32));
    }

    @Test
    void withoutALimitNothingWaits() throws Exception {
        assertThat(timeFor(50, host(""), host(""))).isZero();
    }
}

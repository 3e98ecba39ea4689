package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Host;
import io.evac.inventory.Rate;
import io.evac.migration.FailureException;
import io.evac.migration.Traffic;
import io.evac.plan.PlanId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-05T12:00:00Z"));
    /** How far somebody has stepped the wall clock away from it. */
    private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);

    private final Clock steady = clock(now::get);
    private final Clock wall = clock(() -> now.get().plus(step.get()));

    private static Clock clock(InstantSource time) {
        return time.withZone(ZoneOffset.UTC);
    }

    private static Host host(String rate) {
        return host(rate.isEmpty() ? Bandwidth.UNLIMITED : Bandwidth.always(Rate.parse(rate)));
    }

    private static Host host(Bandwidth bandwidth) {
        return TwoHosts.host("alpha", Path.of("/srv"), all -> bandwidth, 22);
    }

    /** 8 Mbit/s by day, 80 at night. */
    private static Host slowByDay() {
        return host(new Bandwidth(List.of(
                new Bandwidth.Entry(LocalTime.of(8, 0), LocalTime.of(20, 0), Rate.parse("8Mbit")),
                new Bandwidth.Entry(LocalTime.of(20, 0), LocalTime.of(8, 0), Rate.parse("80Mbit")))));
    }

    private Duration timeFor(int chunks, Host from, Host to) throws InterruptedException {
        return timeFor(chunks, throttle(from, to));
    }

    private Throttle throttle(Host from, Host to) {
        Traffic.Share share =
                new Traffic(() -> host -> host, wall, steady).join(new PlanId("P-9f3c21ab"), from, to, false);
        return new Throttle(share, Deadline.none(steady), steady, time -> now.updateAndGet(at -> at.plus(time)));
    }

    private Duration timeFor(int chunks, Throttle throttle) throws InterruptedException {
        Instant began = now.get();
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
    void whoeverStepsTheWallClockChangesTheTimeOfDayAndNoWait() throws Exception {
        Throttle throttle = throttle(slowByDay(), host(""));
        assertThat(timeFor(50, throttle)).isEqualTo(Duration.ofSeconds(5));
        step.set(Duration.ofHours(10));
        // What it is now is looked up once a second.
        assertThat(timeFor(500, throttle)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        step.set(Duration.ofHours(-3));
        assertThat(timeFor(50, throttle)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    /** Nobody waits for what went at a rate that is long gone. */
    @Test
    void aLimitThatChangesDuringAWaitEndsIt() throws Exception {
        Traffic traffic = new Traffic(() -> host -> host, wall, steady);
        PlanId plan = new PlanId("P-9f3c21ab");
        traffic.limit(plan, Bandwidth.parse("8kbit"));
        Throttle throttle =
                new Throttle(traffic.join(plan, host(""), host(""), false), Deadline.none(steady), steady, time -> {
                    traffic.limit(plan, Bandwidth.parse("800Mbit"));
                    now.updateAndGet(at -> at.plus(time));
                });
        Instant began = now.get();
        throttle.pass(8 << 20);
        assertThat(Duration.between(began, now.get())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void noWaitOutlastsTheDowntimeBudget() {
        Traffic traffic = new Traffic(() -> host -> host, wall, steady);
        Throttle throttle = new Throttle(
                traffic.join(new PlanId("P-9f3c21ab"), host("8kbit"), host(""), false),
                Deadline.in(steady, Duration.ofSeconds(10)),
                steady,
                time -> now.updateAndGet(at -> at.plus(time)));
        Instant began = now.get();
        assertThatThrownBy(() -> throttle.pass(8 << 20)).isInstanceOf(FailureException.class);
        assertThat(Duration.between(began, now.get())).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void withoutALimitNothingWaits() throws Exception {
        assertThat(timeFor(50, host(""), host(""))).isZero();
    }
}

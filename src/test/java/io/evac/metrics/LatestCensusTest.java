package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import io.evac.report.Census;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatestCensusTest {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final AtomicInteger counted = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile Supplier<Census> tables = () -> census(counted.incrementAndGet());
    private final LatestCensus latest = new LatestCensus(() -> tables.get(), () -> {}, FRESH, clock);

    private static Census census(int cutovers) {
        return new Census(Map.of(), Map.of(), cutovers, 0, 0);
    }

    @AfterEach
    void close() {
        answers.countDown();
        latest.close();
    }

    @Test
    void howeverOftenItIsAskedItCountsOnceAsLongAsThatIsFresh() {
        for (int times = 0; times < 50; times++) {
            assertThat(latest.look().census()).contains(census(1));
        }
        clock.pause(FRESH);
        assertThat(latest.look().census()).contains(census(2));
        assertThat(counted).hasValue(2);
    }

    @Test
    void aDatabaseThatRefusesIsAskedAgainOnlyWhenThatIsStale() {
        tables = () -> {
            counted.incrementAndGet();
            throw new IllegalStateException("gone");
        };
        assertThat(latest.look().problem()).contains("gone");
        assertThat(latest.look().census()).isEmpty();
        assertThat(counted).hasValue(1);
        tables = () -> census(7);
        clock.pause(FRESH);
        assertThat(latest.look().census()).contains(census(7));
    }

    @Test
    void aDatabaseThatHangsHoldsUpNobodyForLongAndIsNotAskedTwice() throws InterruptedException {
        tables = () -> {
            counted.incrementAndGet();
            entered.countDown();
            try {
                answers.await();
            } catch (InterruptedException leaving) {
                Thread.currentThread().interrupt();
            }
            return census(1);
        };
        Thread first = Thread.ofPlatform().start(latest::look);
        entered.await();
        clock.pause(Duration.ofSeconds(30));
        for (int times = 0; times < 50; times++) {
            LatestCensus.Look look = latest.look();
            assertThat(look.census()).isEmpty();
            assertThat(look.problem()).contains("the database has not answered yet");
            assertThat(look.took()).isEqualTo(Duration.ofSeconds(30));
        }
        assertThat(counted).hasValue(1);
        answers.countDown();
        first.join();
        assertThat(latest.look().census()).contains(census(1));
    }
}

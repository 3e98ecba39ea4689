package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.ManualClock;
import io.evac.inventory.HostName;
import io.evac.run.Hosts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestHostsTest {
    private static final Duration FRESH = Duration.ofSeconds(30);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-05T21:00:00Z"));
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean broken;

    private final LatestHosts latest = new LatestHosts(
            new Hosts() {
                @Override
                public List<HostView> list() {
                    looks.incrementAndGet();
                    try {
                        goOn.await();
                    } catch (InterruptedException leaving) {
                        Thread.currentThread().interrupt();
                    }
                    if (broken) {
                        throw new IllegalStateException("no hosts.yaml");
                    }
                    return List.of();
                }

                @Override
                public Optional<HostView> find(HostName host) {
                    return Optional.empty();
                }

                @Override
                public List<DoctorFinding> doctor(List<HostName> hosts) {
                    return List.of();
                }

                @Override
                public void cordon(HostName host, boolean cordoned, String actor) {}
            },
            FRESH,
            clock);

    @Test
    void many_who_ask_are_one_look() {
        List<CompletableFuture<LatestHosts.Look>> asked = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        latest::look, task -> Thread.ofVirtual().start(task)))
                .toList();
        assertThat(latest.look(Duration.ofMillis(1))).isEmpty();
        goOn.countDown();
        assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(looks).hasValue(1);
    }

    @Test
    void it_is_looked_again_when_it_is_old_changed_or_wanted_now() {
        goOn.countDown();
        LatestHosts.Look first = latest.look();
        assertThat(latest.look()).isSameAs(first);
        clock.pause(FRESH);
        assertThat(latest.look()).isNotSameAs(first);
        latest.cordon(new HostName("alpha"), true, "jo");
        latest.look();
        latest.now();
        assertThat(latest.look(FRESH)).contains(latest.look());
        assertThat(looks).hasValue(4);
    }

    @Test
    void what_fails_is_told_and_not_kept() {
        goOn.countDown();
        broken = true;
        assertThatThrownBy(latest::look).hasMessage("no hosts.yaml");
        assertThatThrownBy(() -> latest.look(FRESH)).hasMessage("no hosts.yaml");
        broken = false;
        assertThat(latest.look().hosts()).isEmpty();
        assertThat(looks).hasValue(3);
    }
}

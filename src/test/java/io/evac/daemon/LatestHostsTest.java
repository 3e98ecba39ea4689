package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.access.Role;
import io.evac.driver.simulated.ManualClock;
import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.Inventory;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.run.Hosts;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.Verdict;
import io.evac.run.LastInventory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

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
                    List<HostName> asked = hosts.isEmpty() ? List.of(new HostName("all")) : hosts;
                    return asked.stream()
                            .map(host -> new DoctorFinding(host, Verdict.OK, "ssh", "answers", Optional.empty()))
                            .toList();
                }

                @Override
                public void cordon(HostName host, boolean cordoned, String actor) {}
            },
            new Reach(new LastInventory(() -> new Inventory(
                    List.of(host("alpha", "r1"), host("beta", "r2")),
                    new SshSettings(Path.of("id"), Path.of("known"))))),
            FRESH,
            clock);

    private static Host host(String name, String rack) {
        return new Host(
                new HostName(name),
                new Address("192.0.2.1", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of("rack", rack),
                List.of(),
                Map.of());
    }

    @Test
    void only_the_callers_hosts_are_examined() {
        by("rack=r2", () -> {
            assertThat(latest.doctor(List.of())).extracting(DoctorFinding::host).containsExactly(new HostName("beta"));
            assertThatThrownBy(() -> latest.doctor(List.of(new HostName("beta"), new HostName("alpha"))))
                    .isInstanceOf(BeyondException.class)
                    .hasMessage("you may not use host alpha");
            assertThatThrownBy(() -> latest.find(new HostName("gamma"))).isInstanceOf(BeyondException.class);
        });
    }

    /** Nobody named is every host elsewhere. */
    @Test
    void who_has_no_host_any_more_has_none_examined() {
        by("rack=r9", () -> assertThat(latest.doctor(List.of())).isEmpty());
    }

    private static void by(String labels, Runnable asks) {
        HostScope scope = HostScope.parse(List.of(labels));
        SecurityContextHolder.getContext()
                .setAuthentication(new UsernamePasswordAuthenticationToken(
                        Callers.principal("jo", Role.OPERATOR, scope, Instant.EPOCH, Caller.Way.TOKEN), null));
        try {
            asks.run();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

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

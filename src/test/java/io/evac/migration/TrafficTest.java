package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Rate;
import io.evac.inventory.Slots;
import io.evac.migration.Traffic.Share;
import io.evac.plan.PlanId;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final PlanId PLAN = new PlanId("P-9f3c21ab");
    private static final PlanId OTHER = new PlanId("P-4d1e77c0");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-05T12:00:00Z"));
    private final Clock clock = clock(now::get);
    /** What hosts.yaml says at last. */
    private final Map<String, Bandwidth> inventory = new HashMap<>();

    private final Traffic traffic = new Traffic(
            () -> host ->
                    host(host.name().value(), inventory.getOrDefault(host.name().value(), Bandwidth.UNLIMITED)),
            clock,
            clock);

    private static Clock clock(InstantSource time) {
        return time.withZone(ZoneOffset.UTC);
    }

    private static Host host(String name, Bandwidth bandwidth) {
        return new Host(
                new HostName(name),
                new Address("127.0.0.1", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                bandwidth,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    private void limit(String host, String rate) {
        inventory.put(host, Bandwidth.always(Rate.parse(rate)));
        now.updateAndGet(time -> time.plusSeconds(1));
    }

    private Share join(String from, String to) {
        return join(PLAN, from, to, false);
    }

    private Share join(PlanId plan, String from, String to, boolean hurried) {
        return traffic.join(plan, host(from, Bandwidth.UNLIMITED), host(to, Bandwidth.UNLIMITED), hurried);
    }

    private static Optional<Rate> rate(String text) {
        return Optional.of(Rate.parse(text));
    }

    @Test
    void whatLeavesAHostKeepsItsLimitTogether() {
        limit("h1", "90Mbit");
        Share first = join("h1", "h2");
        assertThat(first.rate()).isEqualTo(rate("90Mbit"));
        Share second = join("h1", "h3");
        Share third = join("h1", "h3");
        assertThat(List.of(first.rate(), second.rate(), third.rate())).containsOnly(rate("30Mbit"));
        third.close();
        second.close();
        assertThat(first.rate()).isEqualTo(rate("90Mbit"));
    }

    @Test
    void whatReachesAHostDoesTooAndTakesNothingFromWhatLeavesIt() {
        limit("h3", "100Mbit");
        Share first = join("h1", "h3");
        Share second = join("h2", "h3");
        Share away = join("h3", "h1");
        assertThat(first.rate()).isEqualTo(rate("50Mbit")).isEqualTo(second.rate());
        assertThat(away.rate()).isEqualTo(rate("100Mbit"));
    }

    @Test
    void whatOneCannotUseIsTheOthers() {
        limit("h1", "100Mbit");
        limit("h2", "10Mbit");
        Share slow = join("h1", "h2");
        Share fast = join("h1", "h3");
        assertThat(slow.rate()).isEqualTo(rate("10Mbit"));
        assertThat(fast.rate()).isEqualTo(rate("90Mbit"));
        assertThat(join("h4", "h5").rate()).isEmpty();
    }

    @Test
    void aRunKeepsItsOwnLimitBesideThoseOfItsHosts() {
        limit("h1", "100Mbit");
        traffic.limit(PLAN, Bandwidth.always(Rate.parse("20Mbit")));
        Share first = join("h1", "h2");
        Share second = join("h3", "h4");
        Share other = join(OTHER, "h1", "h2", false);
        assertThat(first.rate()).isEqualTo(rate("10Mbit")).isEqualTo(second.rate());
        assertThat(other.rate()).isEqualTo(rate("90Mbit"));
        traffic.forget(PLAN);
        assertThat(first.rate()).isEqualTo(rate("50Mbit"));
        assertThat(second.rate()).isEmpty();
    }

    @Test
    void whatKeepsAnInstanceDownGetsTheLargerPart() {
        limit("h1", "90Mbit");
        Share copy = join("h1", "h2");
        Share cutover = join(PLAN, "h1", "h2", true);
        assertThat(copy.rate()).isEqualTo(rate("10Mbit"));
        assertThat(cutover.rate()).isEqualTo(rate("80Mbit"));
    }

    /** Two slots each. */
    @Test
    void whatCannotBeToldAnyMoreKeepsThePartOfASlotAndTheOthersGetTheRest() {
        limit("h1", "100Mbit");
        Share handOver = fixed("h1", "h2");
        assertThat(handOver.rate()).isEqualTo(rate("50Mbit"));
        Share other = join("h1", "h3");
        assertThat(other.rate()).isEqualTo(rate("50Mbit"));
        Share third = fixed("h1", "h3");
        assertThat(third.rate()).isEqualTo(rate("50Mbit")).isEqualTo(handOver.rate());
        assertThat(other.rate()).as("a quarter is left in any case").isEqualTo(rate("25Mbit"));
        limit("h1", "10Mbit");
        assertThat(handOver.rate()).isEqualTo(rate("50Mbit"));
        limit("h1", "200Mbit");
        third.close();
        assertThat(other.rate()).isEqualTo(rate("150Mbit"));
    }

    /** Asked for long before it begins, its rate is the same then, whoever else is under way. */
    @Test
    void whatCannotBeToldAnyMoreHasAQuarterOfItsRunsLimit() {
        traffic.limit(PLAN, Bandwidth.parse("80Mbit"));
        assertThat(fixed("h1", "h2").rate()).isEqualTo(rate("20Mbit"));
        Share copy = join("h3", "h4");
        Share cutover = join(PLAN, "h1", "h3", true);
        assertThat(fixed("h5", "h6").rate()).isEqualTo(rate("20Mbit"));
        assertThat(copy.rate()).contains(new Rate(40_000_000 / 9));
        assertThat(cutover.rate()).contains(new Rate(8 * 40_000_000L / 9));
    }

    @Test
    void whatBeganWithoutALimitIsNotThoughtToKeepALaterOne() {
        Share handOver = fixed("h1", "h2");
        Share other = join("h1", "h3");
        limit("h1", "100Mbit");
        assertThat(handOver.rate()).isEmpty();
        assertThat(other.rate()).isEqualTo(rate("100Mbit"));
        assertThat(other.limit()).isEqualTo(rate("100Mbit"));
    }

    private Share fixed(String from, String to) {
        Host source = host(from, Bandwidth.UNLIMITED);
        Host destination = host(to, Bandwidth.UNLIMITED);
        return traffic.joinFixed(PLAN, source, destination, traffic.fixed(PLAN, source, destination));
    }

    @Test
    void theTimeOfDayAndANewerInventoryAreHeardWithinASecond() {
        Share share = join("h1", "h2");
        assertThat(share.rate()).isEmpty();
        assertThat(share.limited()).isFalse();
        inventory.put(
                "h1",
                new Bandwidth(
                        List.of(new Bandwidth.Entry(LocalTime.of(8, 0), LocalTime.of(20, 0), Rate.parse("8Mbit")))));
        assertThat(share.limited()).isTrue();
        now.updateAndGet(time -> time.plusSeconds(1));
        assertThat(share.rate()).isEqualTo(rate("8Mbit"));
        now.set(Instant.parse("2026-12-05T20:00:00Z"));
        assertThat(share.rate()).isEmpty();
    }
}

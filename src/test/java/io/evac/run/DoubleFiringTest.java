package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.schedule.Terms;
import io.evac.simulation.Checker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I4 by the hosts' records: a start that fires twice, by one daemon after the other or by both at once, begins one run. The
 * checker can fail: when the database forgets that, it is named.
 */
class DoubleFiringTest {
    private static final String OCCURRENCE = "nightly/2026-12-05T22:00";
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 3).mapToObj(n -> RunWorld.host("h" + n)).toList();
    private static final Plans.Request REQUEST = new Plans.Request(
            "list.csv", "instance,host\n*,h1\n".getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of());

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final Checker checker = new Checker(hosts);
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch fired = new CountDownLatch(1);

    private static InstanceRef ref(int n) {
        return new InstanceRef(new HostName("h1"), new InstanceName("i" + n));
    }

    /** The first reservation waits until the second firing is through: a run is at work while it comes. */
    private final class Held implements Faults {
        private final AtomicBoolean first = new AtomicBoolean(true);

        @Override
        public Fault on(InstanceRef ref, String call) {
            if (call.equals("reserve") && first.getAndSet(false)) {
                atWork.countDown();
                await(fired);
            }
            return Fault.NONE;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(180, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never came");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Both daemons are told that the start has come; answers the runs that they name. */
    private List<String> fireTwice(boolean atOnce, UnaryOperator<Object> beans, Runnable landed) {
        IntStream.rangeClosed(1, 3).forEach(n -> hosts.add(ref(n), 1 << 20, 1000, true));
        hosts.faults(new Held());
        hosts.witness((ref, what) -> {
            checker.saw(ref, what);
            landed.run();
        });
        try (RunWorld one = new RunWorld(home, "one", hosts, HOSTS, clock, beans);
                RunWorld two = new RunWorld(home, "two", hosts, HOSTS, clock, beans)) {
            CompletableFuture<String> first = fire(one);
            if (!atOnce) {
                await(atWork);
            }
            CompletableFuture<String> second = fire(two);
            List<String> runs = List.of(first.join(), second.join());
            await(atWork);
            RunWorld.await(() -> one.worksOnNothing() || two.worksOnNothing());
            fired.countDown();
            RunWorld.await(() -> one.worksOnNothing() && two.worksOnNothing());
            assertThat(one.store().inState(List.of(RunState.values())))
                    .extracting(run -> run.id().value())
                    .containsOnlyElementsOf(runs);
            return runs;
        }
    }

    private static CompletableFuture<String> fire(RunWorld daemon) {
        return CompletableFuture.supplyAsync(
                () -> daemon.starter().start(OCCURRENCE, REQUEST, Optional.empty(), Terms.NONE, "scheduler"),
                firing -> Thread.ofPlatform().daemon().name("scheduler").start(firing));
    }

    @Test
    void aStartThatFiresAgainWhileItsRunIsAtWorkIsThatRun() {
        oneRun(fireTwice(false, bean -> bean, () -> {}));
    }

    @Test
    void aStartThatFiresTwiceAtOnceIsOneRun() {
        oneRun(fireTwice(true, bean -> bean, () -> {}));
    }

    private void oneRun(List<String> runs) {
        assertThat(runs).containsExactly("R-1", "R-1");
        assertThat(checker.broken()).isEmpty();
        assertThat(hosts.violations()).isEmpty();
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(DoubleFiringTest::ref))
                .allSatisfy(ref ->
                        assertThat(hosts.runningOn(ref.name())).singleElement().isNotEqualTo(ref.host()));
    }

    @Test
    void whenTheDatabaseForgetsItASecondFiringIsNamedI4() {
        ForgottenOnce forgotten = new ForgottenOnce(1);
        twoRuns(fireTwice(false, forgotten::instead, forgotten::landed));
    }

    @Test
    void whenTheDatabaseForgetsItTwoFiringsAtOnceAreNamedI4() {
        ForgottenOnce forgotten = new ForgottenOnce(2);
        twoRuns(fireTwice(true, forgotten::instead, forgotten::landed));
    }

    private void twoRuns(List<String> runs) {
        assertThat(runs).containsExactlyInAnyOrder("R-1", "R-2");
        assertThat(checker.broken()).isNotEmpty().allMatch(broken -> broken.startsWith("I4: "));
    }
}

package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.MoveState;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is slow to give the lease, as while a process that stands still has its row locked, delays a run only. */
class SlowLeaseTest {
    private static final InstanceRef WEB = new InstanceRef(new HostName("h1"), new InstanceName("web"));
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 2).mapToObj(n -> RunWorld.host("h" + n)).toList();
    private static final Set<String> SLOW = Set.of("acquire", "renew");

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final AtomicInteger slowAnswers = new AtomicInteger();
    private final AtomicLong late = new AtomicLong();

    private Object instead(Object bean) {
        return switch (bean) {
            case LongSupplier real -> (LongSupplier) () -> real.getAsLong() + late.get();
            case LeaseStore real -> slow(real);
            default -> bean;
        };
    }

    private Object slow(LeaseStore real) {
        return Proxy.newProxyInstance(
                LeaseStore.class.getClassLoader(), new Class<?>[] {LeaseStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (SLOW.contains(method.getName()) && slowAnswers.getAndDecrement() > 0) {
                            late.addAndGet(Duration.ofSeconds(12).toNanos());
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theRunIsWorkedOffAllTheSame(int answers) {
        hosts.add(WEB, 1 << 20, 1000, true);
        try (RunWorld world = new RunWorld(home, "node", hosts, HOSTS, clock, this::instead)) {
            Plan plan = world.planning()
                    .create(new Plans.Request(
                            "list.csv",
                            "instance,host\n*,h1\n".getBytes(StandardCharsets.UTF_8),
                            Policy.DEFAULT,
                            List.of(),
                            Set.of()));
            slowAnswers.set(answers);
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(plan.moves().getFirst())).isEqualTo(MoveState.VERIFIED);
        }
    }
}

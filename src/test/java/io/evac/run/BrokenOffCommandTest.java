package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.driver.simulated.Faults;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command during which the database goes away is over: the run is not kept in hand, and can be gone on with. */
class BrokenOffCommandTest {
    private static final InstanceRef WEB = new InstanceRef(new HostName("h1"), new InstanceName("web"));
    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 2).mapToObj(n -> RunWorld.host("h" + n)).toList();

    @TempDir
    Path home;

    private final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    private final SimulatedWorld hosts = new SimulatedWorld(clock, clock);
    private final AtomicBoolean unheard = new AtomicBoolean();
    private volatile boolean stubborn;

    /** Once, an operator's write is durable and nobody hears of it. */
    private Object instead(Object bean) {
        if (!(bean instanceof Journal real)) {
            return bean;
        }
        return Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (method.getName().equals("write") && unheard.getAndSet(false)) {
                            throw new JournalException("no acknowledgement", false, new IllegalStateException("away"));
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private RunWorld world() {
        hosts.add(WEB, 1 << 20, 1000, true);
        hosts.faults(new Faults() {
            @Override
            public Fault on(InstanceRef ref, String call) {
                return Fault.NONE;
            }

            @Override
            public boolean refusesStop(InstanceRef ref) {
                return stubborn;
            }
        });
        return new RunWorld(home, "node", hosts, HOSTS, clock, this::instead);
    }

    private static Plan planned(RunWorld world) {
        return world.planning()
                .create(new Plans.Request(
                        "list.csv",
                        "instance,host\n*,h1\n".getBytes(StandardCharsets.UTF_8),
                        Policy.DEFAULT,
                        List.of(),
                        Set.of()));
    }

    @Test
    void anOrderThatNobodyHeardIsGivenAgain() {
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            Move move = plan.moves().getFirst();
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);

            unheard.set(true);
            assertThatThrownBy(() -> world.runs().rollback(run, List.of("web"), "test"))
                    .isInstanceOf(JournalException.class);
            assertThat(world.idle(run)).as("kept by nobody").isTrue();
            assertThat(world.leases().holder(run)).isEmpty();
            world.runs().rollback(run, List.of("web"), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(world.state(move)).isEqualTo(MoveState.ROLLED_BACK);
        }
    }

    @Test
    void aRetryThatBrokeOffBehindItsOrdersIsGoneOnWith() {
        stubborn = true;
        try (RunWorld world = world()) {
            Plan plan = planned(world);
            Move move = plan.moves().getFirst();
            RunId run = world.runs().apply(plan.id(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED_WITH_FAILURES);

            stubborn = false;
            unheard.set(true);
            assertThatThrownBy(() -> world.runs().retry(run, List.of(), Optional.empty(), "test"))
                    .isInstanceOf(JournalException.class);
            assertThat(world.idle(run)).as("kept by nobody").isTrue();
            assertThat(world.state(move)).isEqualTo(MoveState.QUEUED);
            world.runs().resume(run, List.of(), "test");
            assertThat(world.ended(run)).isEqualTo(RunState.FINISHED);
            assertThat(hosts.runningOn(WEB.name())).containsExactly(move.to());
        }
    }
}

package io.evac.run;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.BatchConfiguration;
import io.evac.DatabaseConfiguration;
import io.evac.driver.Drivers;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.migration.FairSlots;
import io.evac.migration.Journal;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.migration.Progress;
import io.evac.migration.Waiter;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.plan.Plans;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.schedule.Starter;
import io.evac.verify.Check;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine as the daemon wires it, with H2 in a file and real Spring Batch; only the migrator is not there. */
final class RunWorld implements AutoCloseable {
    private static final Duration LEASE_RENEWAL = Lease.TTL.dividedBy(3);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final Inventory inventory;
    volatile List<String> differences = List.of();

    RunWorld(Path home) {
        this(home, "node", 3);
    }

    /** @param connections few, so that a step that held one would be noticed */
    RunWorld(Path home, String node, int connections) {
        this(home, node, connections, Optional.empty());
    }

    /** The real migrator, the real planner and the hosts of a simulated world. */
    RunWorld(Path home, SimulatedWorld world) {
        this(home, "node", 3, Optional.of(world));
    }

    private RunWorld(Path home, String node, int connections, Optional<SimulatedWorld> world) {
        this(
                home,
                node,
                connections,
                world,
                IntStream.rangeClosed(1, 6).mapToObj(n -> host("h" + n)).toList(),
                Clock.systemUTC(),
                time -> Thread.sleep(20));
    }

    /** The real migrator on any hosts, in any time; for benchmarks. */
    RunWorld(Path home, SimulatedWorld world, List<Host> hosts, Clock clock, Waiter pace) {
        this(home, "node", 24, Optional.of(world), hosts, clock, pace);
    }

    private RunWorld(
            Path home,
            String node,
            int connections,
            Optional<SimulatedWorld> world,
            List<Host> hosts,
            Clock clock,
            Waiter pace) {
        inventory = new Inventory(hosts, new SshSettings(Path.of("id"), Path.of("known")));
        String url = "jdbc:h2:file:" + home.resolve("evac")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;LOCK_TIMEOUT=5000";
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "evac.home", home.toString(),
                                "evac.database.url", url,
                                "evac.database.connections", connections)));
        Waiter waiter = time -> {
            if (time.equals(LEASE_RENEWAL)) {
                Thread.sleep(time);
            } else {
                pace.pause(time);
            }
        };
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(Waiter.class, () -> waiter);

        context.registerBean(Inventories.class, () -> () -> inventory);
        context.registerBean(RunSettings.class, () -> new RunSettings(home, "4f1c2a90", node, 8));
        List<SimulatedDriver> simulated =
                world.map(it -> new SimulatedDriver(it, clock, waiter)).stream().toList();
        context.registerBean(Drivers.class, () -> new Drivers(simulated));
        context.registerBean(HeldSlots.class, () -> new HeldSlots(new FairSlots(name -> Slots.DEFAULT, 64)));
        context.registerBean(Doctor.class, () -> host -> List.of());
        context.register(DatabaseConfiguration.class, BatchConfiguration.class, RunConfiguration.class);
        if (world.isPresent()) {
            context.registerBean(Migrator.class, () -> migrator(simulated.getFirst(), world.get(), clock, waiter));
        } else {
            replace("walks", FakeWalks.class, () -> new FakeWalks(context.getBean(Journal.class)));
            replace("plans", Plans.class, this::plans);
        }
        context.refresh();
    }

    private Migrator migrator(SimulatedDriver driver, SimulatedWorld world, Clock clock, Waiter waiter) {
        return new Migrator(new MigratorParts(
                name -> inventory.host(name),
                host -> driver,
                world.guards(),
                new Check(name -> inventory.host(name), host -> driver, world.guards()),
                context.getBean(Journal.class),
                context.getBean(HeldSlots.class),
                context.getBean(Progress.class),
                clock,
                clock,
                waiter));
    }

    Plans planning() {
        return context.getBean(Plans.class);
    }

    Starter starter() {
        return context.getBean(Starter.class);
    }

    RunReport report(RunId run) {
        return context.getBean(Reports.class).run(run.value()).orElseThrow();
    }

    List<EventReport> events(RunId run) {
        return context.getBean(Reports.class).events(run.value(), 0, 1000);
    }

    Hosts hosts() {
        return context.getBean(Hosts.class);
    }

    private <T> void replace(String name, Class<T> type, Supplier<T> bean) {
        context.addBeanFactoryPostProcessor(factory -> ((BeanDefinitionRegistry) factory)
                .registerBeanDefinition(
                        name,
                        BeanDefinitionBuilder.genericBeanDefinition(type, bean).getBeanDefinition()));
    }

    /** A host with the usual slots. */
    static Host host(String name) {
        return new Host(
                new HostName(name),
                new Address("localhost", 22, "root", Optional.empty()),
                "simulated",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
    }

    Runs runs() {
        return context.getBean(Runs.class);
    }

    RunStore store() {
        return context.getBean(RunStore.class);
    }

    LeaseStore leases() {
        return context.getBean(LeaseStore.class);
    }

    FakeWalks walks() {
        return context.getBean(FakeWalks.class);
    }

    /** Stores the plan and applies it. */
    RunId apply(Plan plan) {
        context.getBean(PlanStore.class).put(plan);
        return runs().apply(plan.id(), "test");
    }

    MoveState state(Move move) {
        return context.getBean(Journal.class).read(move.id()).state();
    }

    /** Whether the journal says that the move goes back to its parked copy. */
    boolean discards(Move move) {
        return Orders.discards(context.getBean(Journal.class).read(move.id()));
    }

    RunState state(RunId run) {
        return store().find(run).orElseThrow().state();
    }

    /** Whether nobody works on the run any more. */
    boolean idle(RunId run) {
        return context.getBean(RunEngine.class).live(run).isEmpty();
    }

    /** Waits until nobody works on the run any more, and answers its state. */
    RunState ended(RunId run) {
        await(() -> context.getBean(RunEngine.class).live(run).isEmpty());
        return state(run);
    }

    /** Waits until this process has given the run up. */
    void abandoned(RunId run) {
        await(() -> context.getBean(RunEngine.class).live(run).isEmpty());
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in " + DEADLINE);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    List<String> stepNames() {
        return JdbcClient.create(context.getBean(HikariDataSource.class))
                .sql("SELECT step_name FROM batch_step_execution ORDER BY step_execution_id")
                .query(String.class)
                .list();
    }

    List<String> jobStates() {
        return JdbcClient.create(context.getBean(HikariDataSource.class))
                .sql("SELECT status FROM batch_job_execution ORDER BY job_execution_id")
                .query(String.class)
                .list();
    }

    JobRepository jobs() {
        return context.getBean(JobRepository.class);
    }

    /** As if the retention had passed. */
    void cleanUpIn(Duration time) {
        new BatchRetention(jobs(), store(), Clock.offset(Clock.systemUTC(), time), Duration.ofDays(30)).cleanUp();
    }

    /** Whether an orderly shutdown has begun. */
    boolean refusesWork() {
        return context.getBean(RunEngine.class).all().stream().anyMatch(run -> run.stopReason() == StopReason.SHUTDOWN);
    }

    /** The process dies: the database is gone in the midst of everything, nothing is tidied up. */
    void crash() {
        HikariDataSource source = context.getBean(HikariDataSource.class);
        try {
            JdbcClient.create(source).sql("SHUTDOWN IMMEDIATELY").update();
        } catch (RuntimeException gone) {
            source.close();
        }
        source.close();
    }

    @Override
    public void close() {
        context.close();
    }

    private Plans plans() {
        return new Plans() {
            @Override
            public Plan create(Request request) {
                throw new UnsupportedOperationException("not planned here");
            }

            @Override
            public Plan restore(HostName host, Set<String> accept) {
                throw new UnsupportedOperationException("not planned here");
            }

            @Override
            public Plan store(Plan plan) {
                throw new UnsupportedOperationException("not stored here");
            }

            @Override
            public Optional<Plan> find(PlanId id) {
                return context.getBean(PlanStore.class).find(id);
            }

            @Override
            public List<PlanId> list() {
                return context.getBean(PlanStore.class).list();
            }

            @Override
            public List<String> differences(Plan plan) {
                return differences;
            }

            @Override
            public List<String> commands(Plan plan) {
                return List.of();
            }
        };
    }
}

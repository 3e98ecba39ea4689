package io.evac.run;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.BatchConfiguration;
import io.evac.DatabaseConfiguration;
import io.evac.driver.Drivers;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.hook.HookCaller;
import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import io.evac.inventory.Rate;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.journal.DatabaseSettings;
import io.evac.migration.BeforeStop;
import io.evac.migration.FairSlots;
import io.evac.migration.Journal;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.migration.Progress;
import io.evac.migration.SteadyClock;
import io.evac.migration.Traffic;
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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine as the daemon wires it, with H2 in a file and real Spring Batch; only the migrator is not there. */
final class RunWorld implements AutoCloseable {
    static final int WORKERS = 8;
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final Inventory inventory;
    volatile List<String> differences = List.of();

    RunWorld(Path home) {
        this(home, "node", 3);
    }

    /** @param connections few, so that a step that held one would be noticed */
    RunWorld(Path home, String node, int connections) {
        this(home, node, connections, Optional.empty(), bean -> bean);
    }

    /** @param beans what stands in the place of a bean */
    RunWorld(Path home, UnaryOperator<Object> beans) {
        this(home, "node", 3, Optional.empty(), beans);
    }

    /** The real migrator, the real planner and the hosts of a simulated world. */
    RunWorld(Path home, SimulatedWorld world) {
        this(home, "node", 3, Optional.of(world), bean -> bean);
    }

    /** @param beans what stands in the place of a bean */
    RunWorld(Path home, SimulatedWorld world, UnaryOperator<Object> beans) {
        this(home, "node", 3, Optional.of(world), beans);
    }

    private RunWorld(
            Path home, String node, int connections, Optional<SimulatedWorld> world, UnaryOperator<Object> beans) {
        this(
                home,
                node,
                connections,
                world,
                IntStream.rangeClosed(1, 6).mapToObj(n -> host("h" + n)).toList(),
                Clock.systemUTC(),
                new ShortPauses(20),
                new ShortPauses(20),
                beans);
    }

    /** The real migrator on any hosts, in any time; for benchmarks. */
    RunWorld(Path home, SimulatedWorld world, List<Host> hosts, Clock clock, Waiter pace) {
        this(home, "node", 24, Optional.of(world), hosts, clock, pace, pace, bean -> bean);
    }

    /**
     * One of several on a database, in the hosts' own time: that passes only where the engine works on hosts.
     *
     * @param beans what stands in the place of a bean: to make it fail, or to break its rule
     */
    RunWorld(
            Path home,
            String node,
            SimulatedWorld world,
            List<Host> hosts,
            ManualClock clock,
            UnaryOperator<Object> beans) {
        this(home, node, 8, Optional.of(world), hosts, clock, clock, new ShortPauses(2), beans);
    }

    private RunWorld(
            Path home,
            String node,
            int connections,
            Optional<SimulatedWorld> world,
            List<Host> hosts,
            Clock clock,
            Waiter walking,
            Waiter pace,
            UnaryOperator<Object> beans) {
        inventory = new Inventory(hosts, new SshSettings(Path.of("id"), Path.of("known")));
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "evac.home", home.toString(),
                                "evac.database.url",
                                        DatabaseSettings.embedded(home).url(),
                                "evac.database.connections", connections)));
        Waiter waiter = time -> {
            // A lease is in the database's time, whatever time the hosts have.
            if (Thread.currentThread().getName().startsWith("lease-")) {
                Thread.sleep(time);
            } else {
                pace.pause(time);
            }
        };
        // By their names: a clock may be a waiter, too, and the steady one is a clock.
        context.registerBean("clock", Clock.class, () -> clock);
        context.registerBean(SteadyClock.class, () -> new SteadyClock(clock, () -> clock.millis() * 1_000_000));
        context.registerBean("waiter", Waiter.class, () -> waiter);

        context.registerBean(Inventories.class, () -> () -> inventory);
        context.registerBean(RunSettings.class, () -> new RunSettings(home, "4f1c2a90", node, WORKERS));
        List<SimulatedDriver> simulated = world.map(it -> new SimulatedDriver(it, clock, walking)).stream()
                .toList();
        context.registerBean(Drivers.class, () -> new Drivers(simulated));
        context.registerBean(HeldSlots.class, () -> new HeldSlots(new FairSlots(name -> Slots.DEFAULT, 64)));
        context.registerBean(Traffic.class, () -> new Traffic(() -> host -> host, clock, clock));
        context.registerBean(HookCaller.class, RecordedHooks::new);
        context.registerBean(Doctor.class, () -> host -> List.of());
        context.register(DatabaseConfiguration.class, BatchConfiguration.class, RunConfiguration.class);
        if (world.isPresent()) {
            context.registerBean(Migrator.class, () -> migrator(simulated.getFirst(), world.get(), clock, walking));
        } else {
            replace("walks", FakeWalks.class, () -> new FakeWalks(context.getBean(Journal.class)));
            replace("plans", Plans.class, this::plans);
        }
        context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return beans.apply(bean);
            }
        });
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
                waiter,
                context.getBean(BeforeStop.class)));
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

    /** What one transfer of the move, were there no other, might send. */
    Optional<Rate> mayBeSent(Move move) {
        Host from = host(move.from().value());
        Host to = host(move.to().value());
        try (Traffic.Share share = context.getBean(Traffic.class).join(move.id().plan(), from, to, false)) {
            return share.rate();
        }
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

    /** Whether this process works on no run. */
    boolean worksOnNothing() {
        return context.getBean(RunEngine.class).all().isEmpty();
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
        await(DEADLINE, condition);
    }

    static void await(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in " + deadline);
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

    /** The lease is over by the database's clock, whatever its owner believes. */
    void leaseRunsOut(RunId run) {
        JdbcClient.create(context.getBean(HikariDataSource.class))
                .sql("UPDATE evac_lease SET expires = 0 WHERE run = ?")
                .param(run.value())
                .update();
    }

    /** Connections that do not know yet that the database was away are given up. */
    void reconnect() {
        context.getBean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    }

    /** Effects of the move that were meant and whose outcome nobody knows. */
    List<Journal.Intent> openIntents(Move move) {
        return context.getBean(Journal.class).openIntents(move.id());
    }

    Journal.MoveRecord record(Move move) {
        return context.getBean(Journal.class).read(move.id());
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
            public Plan restore(HostName host, Set<String> accept, HostScope hosts) {
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

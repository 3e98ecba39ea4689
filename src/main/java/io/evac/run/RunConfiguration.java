package io.evac.run;

import io.evac.driver.Drivers;
import io.evac.hook.HookCaller;
import io.evac.hook.LocalCommand;
import io.evac.inventory.Durations;
import io.evac.inventory.Inventories;
import io.evac.migration.Journal;
import io.evac.migration.Migrator;
import io.evac.migration.Progress;
import io.evac.migration.SteadyClock;
import io.evac.migration.Traffic;
import io.evac.migration.Waiter;
import io.evac.plan.PlanStore;
import io.evac.plan.Plans;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The engine of runs. Expects the stores, a {@link HookCaller}, a {@link Migrator} with the {@link HeldSlots}, the {@link Traffic}, {@link RunSettings}, hosts.yaml, a clock, a steady one and a waiter, and Spring Batch's repository and operator on the same database.
 */
@Configuration(proxyBeanMethods = false)
public class RunConfiguration {
    /** Hosts that are looked at at once for people. */
    private static final int LOOKS = 64;

    @Bean
    LastInventory lastInventory(Inventories inventories) {
        return new LastInventory(inventories);
    }

    @Bean
    Walks walks(Migrator migrator) {
        return Walks.of(migrator);
    }

    @Bean
    MoveThreads moveThreads(RunSettings settings) {
        return new MoveThreads("move", settings.workers());
    }

    /** Whoever looks at hosts, or plans, waits for others who do, and never takes a thread from a run. */
    @Bean(defaultCandidate = false)
    @Qualifier("look")
    MoveThreads lookThreads(RunSettings settings) {
        return new MoveThreads("look", Math.min(settings.workers(), LOOKS));
    }

    /** Plans do not wait for pages of hosts that hang. */
    @Bean(defaultCandidate = false)
    @Qualifier("plan")
    MoveThreads planThreads(RunSettings settings) {
        return new MoveThreads("plan", settings.workers());
    }

    @Bean
    BatchRetention batchRetention(
            JobRepository repository,
            RunStore runs,
            Clock clock,
            @Value("${evac.batch.retention:30d}") String retention) {
        return new BatchRetention(repository, runs, clock, Durations.parse(retention));
    }

    /** Monotonic: what leases are measured by. */
    @Bean
    LongSupplier nanos() {
        return System::nanoTime;
    }

    @Bean
    RunLimits runLimits(BandwidthStore store, Traffic traffic) {
        return new RunLimits(store, traffic);
    }

    /** Asked by the {@link Migrator} before it stops an instance. */
    @Bean
    RunHooks runHooks(HookStore store, HookCaller caller, RunStore runs) {
        return new RunHooks(store, caller, runs);
    }

    @Bean
    RunEngine runEngine(
            RunStore runs,
            PlanStore plans,
            LeaseStore leases,
            Journal journal,
            Walks walks,
            Progress progress,
            Clock clock,
            Waiter waiter,
            JobRepository repository,
            JobOperator operator,
            MoveThreads threads,
            RunSettings settings,
            HeldSlots slots,
            LongSupplier nanos,
            BatchRetention retention,
            RunLimits limits,
            RunHooks hooks) {
        Preflight preflight = new Preflight(walks, runs);
        MoveWalker walker = new MoveWalker(walks, journal, runs, hooks);
        SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor("run-");
        virtual.setVirtualThreads(true);
        virtual.setTaskDecorator(LogContext::carried);
        Admission admission =
                new Admission(slots, settings.workers(), new TopUps(walker, journal, clock), progress, clock, waiter);
        return new RunEngine(new RunEngine.Parts(
                runs,
                plans,
                leases,
                journal,
                preflight,
                walker,
                new EvacuationJob(repository, virtual, preflight, walker, admission, runs, hooks),
                new BatchExecutions(repository, operator, runs),
                retention,
                limits,
                hooks,
                threads.pool(),
                waiter,
                nanos,
                settings));
    }

    @Bean
    RunShutdown runShutdown(RunEngine engine) {
        return new RunShutdown(engine);
    }

    @Bean
    OffHosts offHosts(LastInventory inventory, Walks walks, RunStore runs, Clock clock) {
        return new OffHosts(inventory::get, walks, runs, new LocalCommand(OffHosts.PATIENCE), clock);
    }

    @Bean
    BatchRuns runs(
            RunEngine engine,
            RunStore runs,
            PlanStore plans,
            Plans planning,
            Journal journal,
            OffHosts offHosts,
            RunLimits limits,
            RunHooks hooks,
            Clock clock,
            SteadyClock steady,
            Waiter waiter) {
        return new BatchRuns(engine, runs, plans, planning, journal, offHosts, limits, hooks, clock, steady, waiter);
    }

    @Bean
    Sightings sightings(Clock clock) {
        return new Sightings(clock);
    }

    /** For plans. */
    @Bean
    Survey survey(Drivers drivers, @Qualifier("plan") MoveThreads threads, Sightings sightings) {
        return new Survey(drivers, threads.pool(), sightings);
    }

    @Bean
    StoredPlans plans(
            JobRepository repository,
            JobOperator operator,
            @Qualifier("plan") MoveThreads threads,
            PlanStore store,
            Inventories inventories,
            Drivers drivers,
            Survey survey,
            CordonStore cordons,
            RunStore runs,
            Clock clock) {
        return new StoredPlans(
                new PlanningJob(repository, operator, survey, threads.tasks()),
                store,
                new StoredPlans.Sources(inventories, drivers, survey, cordons, runs, clock));
    }

    @Bean
    OccurrenceStarter starter(Plans plans, RunStore store, BatchRuns runs) {
        return new OccurrenceStarter(plans, store, runs);
    }

    @Bean
    SurveyedHosts hosts(
            Inventories inventories,
            Drivers drivers,
            @Qualifier("look") MoveThreads threads,
            Sightings sightings,
            CordonStore cordons,
            Doctor doctor) {
        return new SurveyedHosts(inventories, new Survey(drivers, threads.pool(), sightings), cordons, doctor);
    }
}

package io.evac.run;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.migration.Journal;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.simulation.Chance;
import io.evac.simulation.Checker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.dao.DataAccessException;

/**
 * One story of a seed through the whole engine: a list is planned and applied, by Spring Batch, the real journal and the
 * real lease on H2, while things go wrong on simulated hosts; engines die, are replaced, and people resume, pause,
 * cancel, retry, roll back and finalize, until all is at rest.
 */
final class BatchStory implements AutoCloseable {
    private static final String SECOND = "node2";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** People who are refused with these ask again. */
    private static final Set<String> COMING_OR_GOING = Set.of("EVAC-505", "EVAC-509", "EVAC-513");

    final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    final SimulatedWorld world = new SimulatedWorld(clock, clock);
    final Checker checker = new Checker(world);
    final AtomicInteger events = new AtomicInteger();
    final Outage outage;
    final BatchTroubles troubles;
    private final Chance chance;
    private final Path home;
    final BatchSetting setting;
    private final Deque<RunWorld> engines = new ConcurrentLinkedDeque<>();
    private final AtomicReference<CountDownLatch> wanted = new AtomicReference<>();
    private final ConcurrentLinkedQueue<String> defects = new ConcurrentLinkedQueue<>();
    private String node = "node1";
    private int started;
    private Optional<Plan> plan = Optional.empty();
    private Optional<RunId> run = Optional.empty();

    BatchStory(long seed, Path home) {
        this.chance = new Chance(seed);
        this.setting = new BatchSetting(chance);
        this.home = home;
        this.outage = new Outage(home);
        this.troubles = new BatchTroubles(this, chance);
        setting.populate(world);
        world.witness((ref, what) -> {
            events.incrementAndGet();
            checker.saw(ref, what);
        });
        world.faults(troubles);
    }

    List<Move> moves() {
        return plan.orElseThrow().moves();
    }

    RunWorld engine() {
        return engines.getFirst();
    }

    RunId run() {
        return run.orElseThrow();
    }

    int started() {
        return started;
    }

    /** Plays it to its end; empty when every invariant held, else what broke. */
    Optional<String> play() {
        engines.addFirst(start(node));
        plan = Optional.of(engine().planning().create(setting.request()));
        troubles.begin(moves());
        List<Consumer<Runs>> wishes = wishes();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && !(atRest() && wishes.isEmpty())) {
            boolean wish = atRest();
            if (command(wish ? wishes.getFirst() : this::goOn) && wish) {
                wishes.removeFirst();
            }
        }
        troubles.end();
        outage.end();
        engine().reconnect();
        while (System.nanoTime() < end && !atRest()) {
            command(this::goOn);
        }
        return new BatchEnding(this).judge();
    }

    /** What people want once everything is at rest, in this order. */
    private List<Consumer<Runs>> wishes() {
        List<Consumer<Runs>> wishes = new ArrayList<>();
        if (chance.oneIn(2, "retry", 0)) {
            wishes.add(runs -> runs.retry(run(), List.of(), Optional.empty(), "test"));
        }
        if (chance.oneIn(3, "home", 0)) {
            wishes.add(runs -> runs.rollback(run(), List.of(any("home")), "test"));
        }
        if (chance.oneIn(2, "finalize", 0)) {
            wishes.add(runs -> runs.finalizeMoves(run(), List.of(any("finalize")), "test"));
        }
        return wishes;
    }

    private String any(String which) {
        return chance.of(moves(), which, 1).instance().name().value();
    }

    private void goOn(Runs runs) {
        if (run.isEmpty()) {
            run = Optional.of(runs.apply(plan.orElseThrow().id(), "test"));
        } else {
            runs.resume(run(), List.of(), "test");
        }
    }

    private boolean atRest() {
        try {
            run = run.or(() -> engine().runs().ofPlan(plan.orElseThrow().id()));
            return run.filter(it -> MoveStates.settled(
                            engine().state(it), engine().store().counts(it)))
                    .isPresent();
        } catch (Journal.JournalException away) {
            return false;
        }
    }

    /**
     * Gives a command in a thread of its own, as people do, and waits until nobody works on anything. False when nobody was
     * there to answer.
     */
    boolean command(Consumer<Runs> deed) {
        CompletableFuture<Boolean> given = give(deed);
        Optional<CompletableFuture<Boolean>> aside = aside();
        await(() -> {
            takeOver();
            boolean answered =
                    given.isDone() && aside.map(CompletableFuture::isDone).orElse(true);
            return answered && (troubles.dead() || idle());
        });
        if (troubles.dead()) {
            bury();
        } else if (!given.join()) {
            await(() -> !outage.lasts());
            engines.forEach(RunWorld::reconnect);
        }
        return given.join();
    }

    /** Sometimes somebody else wants something of the run while it works. */
    private Optional<CompletableFuture<Boolean>> aside() {
        return switch (chance.below(12, "aside", engines.size() + troubles.points() % 1000)) {
            case 0 -> Optional.of(give(runs -> run.ifPresent(it -> runs.pause(it, List.of(), "test"))));
            case 1 -> Optional.of(give(runs -> run.ifPresent(it -> runs.pause(it, List.of(any("held")), "test"))));
            case 2 ->
                Optional.of(give(runs -> run.ifPresent(it -> runs.cancel(it, List.of(any("cancelled")), "test"))));
            default -> Optional.empty();
        };
    }

    private CompletableFuture<Boolean> give(Consumer<Runs> deed) {
        Runs runs = engine().runs();
        return CompletableFuture.supplyAsync(
                () -> heard(runs, deed),
                work -> Thread.ofPlatform().daemon().name("people").start(work));
    }

    private boolean heard(Runs runs, Consumer<Runs> deed) {
        try {
            deed.accept(runs);
            return true;
        } catch (Runs.RefusedException refused) {
            return !COMING_OR_GOING.contains(refused.code());
        } catch (Journal.JournalException | BatchTroubles.Killed nobodyThere) {
            return false;
        } catch (RuntimeException defect) {
            if (!troubles.dead()) {
                defects.add("exception: " + defect + " at " + defect.getStackTrace()[0]);
            }
            return false;
        }
    }

    private boolean idle() {
        return engines.stream().allMatch(RunWorld::worksOnNothing);
    }

    private static void await(BooleanSupplier condition) {
        RunWorld.await(PATIENCE, condition);
    }

    private RunWorld start(String as) {
        started++;
        return new RunWorld(home, as, world, BatchSetting.HOSTS, clock, this::instead);
    }

    private Object instead(Object bean) {
        if (bean instanceof HikariDataSource pool) {
            pool.setConnectionTimeout(500);
        }
        return bean instanceof Journal journal ? new PointedJournal(journal, troubles) : bean;
    }

    /** The machine dies, with every engine on it: in the thread to which it happens. */
    void die() {
        outage.end();
        engines.forEach(RunWorld::crash);
    }

    /** Nobody acts for a while; then there is another process in the place of the dead one. */
    private void bury() {
        await(() -> troubles.gone() && idle());
        engines.forEach(RunWorld::close);
        engines.clear();
        boolean longNight = chance.oneIn(3, "long night", started);
        clock.pause(longNight ? Duration.ofHours(1) : chance.seconds(25, "noticed", started));
        if (longNight) {
            new BatchEnding(this).deadMan().ifPresent(defects::add);
        }
        troubles.reborn();
        engines.addFirst(start(node));
    }

    /** Another process takes over while this thread stands still with whatever it was about to do. */
    void another() {
        CountDownLatch there = new CountDownLatch(1);
        wanted.set(there);
        try {
            if (!there.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                defects.add("nobody took over");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeOver() {
        CountDownLatch there = wanted.getAndSet(null);
        if (there == null) {
            return;
        }
        try {
            run = run.or(() -> engine().runs().ofPlan(plan.orElseThrow().id()));
            if (run.isPresent()) {
                takeOverBy(start(SECOND));
            }
        } catch (Runs.RefusedException | Journal.JournalException | DataAccessException | BatchTroubles.Killed notNow) {
            // It finds another at work, or no database, or is dead at once: the first one goes on, if it can.
            return;
        } catch (BeanCreationException notUp) {
            if (!troubles.dead() && !outage.struck()) {
                throw notUp;
            }
        } finally {
            there.countDown();
        }
    }

    private void takeOverBy(RunWorld second) {
        try {
            engine().leaseRunsOut(run());
            second.runs().resume(run(), List.of(), "test");
            engines.addFirst(second);
            node = SECOND;
        } finally {
            if (engines.getFirst() != second) {
                second.close();
            }
        }
    }

    /** The story is broken by itself. */
    List<String> defects() {
        return List.copyOf(defects);
    }

    MoveState state(Move move) {
        return engine().state(move);
    }

    @Override
    public void close() {
        outage.end();
        engines.forEach(RunWorld::close);
    }
}

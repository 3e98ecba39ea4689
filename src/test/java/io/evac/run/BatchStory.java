package io.evac.run;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.driver.simulated.ManualClock;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal;
import io.evac.migration.MoveState;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.simulation.Chance;
import io.evac.simulation.Checker;
import io.evac.simulation.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.dao.DataAccessException;

/**
 * One story of a seed through the whole engine: a list is planned and applied, by Spring Batch, the real journal and the
 * real lease on H2, while things go wrong on simulated hosts; engines die, are replaced, and people resume, pause,
 * cancel, retry, roll back and finalize, until all is at rest.
 */
final class BatchStory implements AutoCloseable {
    /** How an instance behaves. */
    enum Trait {
        WELL,
        /** Never healthy where it is moved to. */
        SICK,
        /** Does not stop when asked to. */
        STUBBORN
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROUNDS = 60;
    /** People who are refused with these ask again. */
    private static final Set<String> COMING_OR_GOING = Set.of("EVAC-505", "EVAC-509", "EVAC-513");

    private static final List<Host> HOSTS =
            IntStream.rangeClosed(1, 4).mapToObj(n -> RunWorld.host("h" + n)).toList();

    final ManualClock clock = new ManualClock(Clock.systemUTC().instant());
    final SimulatedWorld world = new SimulatedWorld(clock, clock);
    final Checker checker = new Checker(world);
    final AtomicInteger events = new AtomicInteger();
    final Outage outage;
    final BatchTroubles troubles;
    private final Chance chance;
    private final Path home;
    private final Map<InstanceRef, Trait> traits = new TreeMap<>(Comparator.comparing(InstanceRef::toString));
    private final Deque<RunWorld> engines = new ConcurrentLinkedDeque<>();
    private final AtomicReference<CountDownLatch> wanted = new AtomicReference<>();
    private final ConcurrentLinkedQueue<String> defects = new ConcurrentLinkedQueue<>();
    private String node = "node1";
    private int started;
    private Optional<Plan> plan = Optional.empty();
    private Optional<RunId> run = Optional.empty();

    BatchStory(long seed, Path home) {
        this.chance = new Chance(seed);
        this.home = home;
        this.outage = new Outage(home);
        this.troubles = new BatchTroubles(this, chance);
        for (int host = 1; host <= 2; host++) {
            for (int n = 1 + chance.below(2, "fewer", host); n <= 3; n++) {
                add("h" + host, "i" + host + "-" + n, 10 * host + n);
            }
        }
        world.witness((ref, what) -> {
            events.incrementAndGet();
            checker.saw(ref, what);
        });
        world.faults(troubles);
    }

    private void add(String host, String name, int number) {
        InstanceRef ref = new InstanceRef(new HostName(host), new InstanceName(name));
        world.add(
                ref,
                (1L + chance.below(8, "disk", number)) << 26,
                (long) chance.below(20, "writes", number) << 20,
                !chance.oneIn(8, "stopped", number));
        traits.put(
                ref,
                switch (chance.below(16, "trait", number)) {
                    case 0 -> Trait.SICK;
                    case 1 -> Trait.STUBBORN;
                    default -> Trait.WELL;
                });
    }

    Trait trait(InstanceRef ref) {
        return traits.entrySet().stream()
                .filter(each -> each.getKey().name().equals(ref.name()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    boolean isHome(InstanceRef ref) {
        return traits.containsKey(ref);
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

    private Plans.Request request() {
        Policy usual = Policy.DEFAULT;
        Policy policy = new Policy(
                chance.oneIn(4, "type", 0) ? MigrationType.COLD : MigrationType.AUTO,
                Duration.ofSeconds(chance.of(List.of(60, 120, 300), "downtime", 0)),
                5,
                2,
                chance.of(List.of(Policy.NotConverging.values()), "not converging", 0),
                chance.of(List.of(Policy.GuestRefusesStop.values()), "refuses", 0),
                usual.reversalImpossible(),
                0,
                chance.below(2, "canaries", 0),
                usual.parkedFor(),
                Duration.ofSeconds(chance.below(20, "soak", 0)));
        byte[] list = "instance,host\n*,h1\n*,h2\n".getBytes(StandardCharsets.UTF_8);
        return new Plans.Request("list.csv", list, policy, List.of(), Set.of());
    }

    /** Plays it to its end; empty when every invariant held, else what broke. */
    Optional<String> play() {
        start(node);
        plan = Optional.of(engine().planning().create(request()));
        troubles.begin(moves());
        List<Consumer<Runs>> wishes = wishes();
        for (int round = 0; round < ROUNDS && !(atRest() && wishes.isEmpty()); round++) {
            boolean wish = atRest();
            if (command(wish ? wishes.getFirst() : this::goOn) && wish) {
                wishes.removeFirst();
            }
        }
        troubles.end();
        outage.end();
        engine().reconnect();
        for (int round = 0; round < ROUNDS && !atRest(); round++) {
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
            return run.filter(it -> engine().state(it).ended()
                            && engine().store().counts(it).keySet().stream().noneMatch(MoveStates::open))
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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not at rest within " + PATIENCE);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void start(String as) {
        started++;
        engines.addFirst(new RunWorld(home, as, world, HOSTS, clock, this::instead));
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
        await(this::idle);
        engines.forEach(RunWorld::close);
        engines.clear();
        boolean longNight = chance.oneIn(3, "long night", started);
        clock.pause(longNight ? Duration.ofHours(1) : chance.seconds(25, "noticed", started));
        if (longNight) {
            new BatchEnding(this).deadMan().ifPresent(defects::add);
        }
        troubles.reborn();
        start(node);
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
            RunWorld first = engine();
            start("node2");
            node = "node2";
            run = run.or(() -> first.runs().ofPlan(plan.orElseThrow().id()));
            run.ifPresent(it -> {
                first.leaseRunsOut(it);
                engine().runs().resume(it, List.of(), "test");
            });
        } catch (Runs.RefusedException | Journal.JournalException | DataAccessException | BatchTroubles.Killed notNow) {
            // It finds another at work, or no database, or is dead at once: the first one goes on, if it can.
            return;
        } catch (BeanCreationException notUp) {
            if (!troubles.dead() && troubles.count(Kind.DATABASE_AWAY) == 0) {
                throw notUp;
            }
        } finally {
            there.countDown();
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

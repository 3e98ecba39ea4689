package io.evac.run;

import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.migration.Waiter;
import io.evac.plan.Bands;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Makespan of 40 mixed moves on 4 hosts through the real engine, migrator, slots, Batch and H2 on simulated hosts, in
 * time that runs {@value #SPEED} times as fast, over what no schedule can beat. See {@code src/bench/README.md}.
 */
public final class MakespanBench {
    private static final int SPEED = 60;
    private static final int MOVES = 40;
    private static final int SLOTS = 2;
    /** What one transfer gets: half of a link of 1 Gbit/s, since two share it. */
    private static final Rate RATE = Rate.parse("500Mbit");

    private static final long GIB = 1L << 30;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private MakespanBench() {}

    public static void main(String[] args) throws Exception {
        int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        double[] banded = new double[repetitions];
        double[] plain = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            banded[i] = ratio(i + 1, true);
            plain[i] = ratio(i + 1, false);
            System.out.printf(
                    Locale.ROOT,
                    "seed %d: makespan / bound %.3f with bands, %.3f in one band%n",
                    i + 1,
                    banded[i],
                    plain[i]);
        }
        System.out.printf(
                Locale.ROOT,
                "median: %.3f with bands, %.3f in one band; lost by bands %.1f %%%n",
                median(banded),
                median(plain),
                100 * (median(banded) / median(plain) - 1));
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static double ratio(long seed, boolean bands) throws Exception {
        Path home = Files.createTempDirectory("evac-makespan");
        Clock clock = new FastClock(Clock.systemUTC().instant(), System.nanoTime());
        Waiter waiter = time -> LockSupport.parkNanos(Math.max(SHORTEST.toNanos() / SPEED, time.toNanos() / SPEED));
        SimulatedWorld hosts = new SimulatedWorld(clock, waiter);
        hosts.rate(RATE);
        List<Move> moves = moves(seed, bands);
        moves.forEach(move -> hosts.add(move.instance(), move.estimate().bytes(), 100_000, move.wasRunning()));
        List<Host> all = IntStream.rangeClosed(1, 4)
                .mapToObj(n -> RunWorld.host("h" + n))
                .toList();
        try (RunWorld world = new RunWorld(home, hosts, all, clock, waiter)) {
            long begin = System.nanoTime();
            RunId run = world.apply(plan(moves, seed, bands));
            while (!world.idle(run)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(180));
            }
            double seconds = (System.nanoTime() - begin) / 1e9 * SPEED;
            if (world.state(run) != RunState.FINISHED || !hosts.violations().isEmpty()) {
                throw new IllegalStateException(
                        world.state(run) + " " + world.store().counts(run) + " " + hosts.violations());
            }
            return seconds / bound(moves);
        }
    }

    /** The busiest side of a host, or the longest transfer: bytes alone, no stop, start or call. */
    private static double bound(List<Move> moves) {
        Map<String, Double> busy = new HashMap<>();
        double bound = 0;
        for (Move move : moves) {
            double seconds = RATE.timeFor(new ByteSize(move.estimate().bytes())).toMillis() / 1e3;
            double out = busy.merge("from " + move.from(), seconds / SLOTS, Double::sum);
            double in = busy.merge("to " + move.to(), seconds / SLOTS, Double::sum);
            bound = Math.max(Math.max(bound, seconds), Math.max(out, in));
        }
        return bound;
    }

    /** From two hosts to two others: sizes log-normal around 8 GiB, every fifth cold, every tenth stopped. */
    private static List<Move> moves(long seed, boolean bands) {
        Random random = new Random(seed);
        long[] sizes = IntStream.range(0, MOVES)
                .mapToLong(i -> (long) (GIB * Math.clamp(8 * Math.exp(random.nextGaussian()), 0.2, 64)))
                .sorted()
                .toArray();
        PlanId plan = PlanId.of(digest(seed, bands));
        List<Bands> ofHost = IntStream.range(0, 2)
                .mapToObj(host -> Bands.of(IntStream.range(0, MOVES - 1)
                        .filter(i -> i % 2 == host)
                        .mapToObj(i -> sizes[MOVES - 1 - i])
                        .toList()))
                .toList();
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < MOVES; i++) {
            long bytes = sizes[MOVES - 1 - i];
            int band = i == MOVES - 1 ? 0 : ofHost.get(i % 2).band(bytes);
            InstanceRef ref = new InstanceRef(new HostName("h" + (1 + i % 2)), new InstanceName("i" + i));
            moves.add(new Move(
                    MoveId.of(plan, i + 1),
                    i + 2,
                    ref,
                    new HostName("h" + (3 + i / 2 % 2)),
                    i % 5 == 4 ? MigrationType.COLD : MigrationType.SEMI_LIVE,
                    0,
                    Capacity.NONE,
                    Optional.empty(),
                    i % 5 == 4 ? Duration.ofHours(2) : Duration.ofMinutes(5),
                    Optional.empty(),
                    Optional.empty(),
                    i % 10 != 0,
                    "1",
                    bands ? band : Math.min(band, 1),
                    i + 1,
                    new Estimate(bytes, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    "the bench says so"));
        }
        return moves;
    }

    private static PlanDigest digest(long seed, boolean bands) {
        return new PlanDigest(
                String.format(Locale.ROOT, "%08x", 2 * seed + (bands ? 1 : 0)).repeat(8));
    }

    private static Plan plan(List<Move> moves, long seed, boolean bands) {
        PlanDigest digest = digest(seed, bands);
        return new Plan(
                PlanId.of(digest),
                digest,
                "bench.csv",
                Instant.parse("2026-11-20T10:00:00Z"),
                Policy.DEFAULT,
                moves,
                List.of(),
                List.of(),
                List.of());
    }

    /** Wall clock of a faster world. */
    private static final class FastClock extends Clock {
        private final Instant start;
        private final long nanos;

        FastClock(Instant start, long nanos) {
            this.start = start;
            this.nanos = nanos;
        }

        @Override
        public Instant instant() {
            return start.plusNanos((System.nanoTime() - nanos) * SPEED);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException("the bench knows one zone");
        }
    }
}

package io.evac.bench;

import io.evac.inventory.Bandwidth;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.Rate;
import io.evac.list.Row;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.plan.PlanRequest;
import io.evac.plan.Planner;
import io.evac.plan.Worlds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Plans a whole data centre and says how good the plan is: {@code PlanningBench [instances [hosts [seed]]]}. Half of
 * the hosts leave. What is printed is described in {@code src/bench/README.md}.
 */
public final class PlanningBench {
    private static final int REPETITIONS = 2;

    private PlanningBench() {}

    public static void main(String[] args) {
        int instances = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int hosts = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        System.out.printf(
                Locale.ROOT, "%d instances, %d hosts (%d leave), seed %d%n", instances, hosts, hosts / 2, seed);
        System.out.println("links   fill   seconds  moved  refused  bound s  queue  waves  (makespan / bound)");
        for (boolean mixed : new boolean[] {false, true}) {
            for (int fill : new int[] {50, 80, 92}) {
                line(instances, hosts, seed, mixed, fill);
            }
        }
    }

    private static void line(int instances, int hosts, long seed, boolean mixed, int fill) {
        PlanRequest request = request(instances, hosts, seed, mixed, fill);
        double best = Double.MAX_VALUE;
        Plan plan = null;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            plan = new Planner().plan(request);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        List<Move> moves = plan.moves();
        double bound = schedule(request).lowerBound(moves);
        System.out.printf(
                Locale.ROOT,
                "%-6s %4d%%  %8.2f  %5d  %7d  %7.0f  %5.3f  %5.3f%n",
                mixed ? "mixed" : "equal",
                fill,
                best,
                moves.size(),
                plan.refusals().size(),
                bound,
                schedule(request).makespan(moves, Schedule.Handing.QUEUE) / bound,
                schedule(request).makespan(moves, Schedule.Handing.WAVES) / bound);
    }

    private static Schedule schedule(PlanRequest request) {
        Map<HostName, Host> hosts = new HashMap<>();
        request.world().inventory().hosts().forEach(host -> hosts.put(host.name(), host));
        return new Schedule(
                host -> hosts.get(host).slots(),
                host -> hosts.get(host)
                        .bandwidth()
                        .at(java.time.LocalTime.MIDNIGHT)
                        .orElseThrow()
                        .bytesPerSecond());
    }

    /**
     * Half of the hosts are left, the other half is sized so that {@code fill} percent of each resource are needed.
     * Disk sizes are log-normal (median 20 GiB, 1 in 1,000 above 400 GiB), every fiftieth instance is in a group of four that is
     * kept apart, every hundredth in a pair that is kept together.
     */
    static PlanRequest request(int instances, int hosts, long seed, boolean mixed, int fill) {
        Random random = new Random(seed);
        int sources = hosts / 2;
        Capacity[] needs = new Capacity[instances];
        Capacity total = Capacity.NONE;
        for (int i = 0; i < instances; i++) {
            long disk = (long) Math.max(1, Math.min(1000, 20 * Math.exp(random.nextGaussian())));
            needs[i] = Worlds.size(1 + random.nextInt(8), 1L << random.nextInt(6), disk);
            total = total.plus(needs[i]);
        }
        long share = (long) fill * (hosts - sources);
        Capacity each = Worlds.size(
                (int) (total.cpus() * 100L / share) + 1,
                total.memory().bytes() / Worlds.GIB * 100 / share + 1,
                total.disk().bytes() / Worlds.GIB * 100 / share + 1);
        Worlds worlds = new Worlds();
        for (int h = 0; h < hosts; h++) {
            String rate = mixed && h % 4 == 1 ? "10Gbit" : mixed && h % 4 == 2 ? "2500Mbit" : "1Gbit";
            worlds.host(
                    String.format(Locale.ROOT, "h%04d", h), each, Worlds.bandwidth(Bandwidth.always(Rate.parse(rate))));
        }
        int[] sourceOf = level(needs, sources);
        for (int i = 0; i < instances; i++) {
            String host = String.format(Locale.ROOT, "h%04d", sourceOf[i]);
            String name = String.format(Locale.ROOT, "i%05d", i);
            int number = i;
            worlds.instance(host, name, needs[i], instance -> instance)
                    .row(name, host, row -> row.group = group(number));
        }
        return worlds.request();
    }

    /** Spreads the instances so that every source has about the same to send: no single link hides the others. */
    private static int[] level(Capacity[] needs, int sources) {
        long[] load = new long[sources];
        int[] sourceOf = new int[needs.length];
        Integer[] largestFirst = new Integer[needs.length];
        Arrays.setAll(largestFirst, i -> i);
        Arrays.sort(
                largestFirst,
                Comparator.comparing((Integer i) -> needs[i].disk()).reversed());
        for (int i : largestFirst) {
            int least = 0;
            for (int s = 1; s < sources; s++) {
                least = load[s] < load[least] ? s : least;
            }
            sourceOf[i] = least;
            load[least] += needs[i].disk().bytes();
        }
        return sourceOf;
    }

    private static Row.@Nullable Group group(int i) {
        if (i % 50 == 0) {
            return new Row.Group(true, "apart" + i / 200);
        }
        return i % 100 == 1 ? new Row.Group(false, "pair" + i / 200) : null;
    }
}

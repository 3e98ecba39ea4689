package io.evac.run;

import com.sun.management.OperatingSystemMXBean;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the orchestration itself costs: instances leave 100 hosts for 100 others through the real planner, engine,
 * migrator, Spring Batch and H2 in a file, on simulated hosts whose calls and transfers take no time. See
 * {@code src/bench/README.md}.
 */
public final class OrchestrationBench {
    private static final int HOSTS = 100;
    private static final int MEBIBYTE = 1 << 20;

    private static final OperatingSystemMXBean CPU = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private OrchestrationBench() {}

    public static void main(String[] args) throws Exception {
        int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int small = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int large = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        measure(small);
        double[] few = new double[repetitions];
        double[] many = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            few[i] = measure(small);
            many[i] = measure(large);
        }
        System.out.printf(
                Locale.ROOT,
                "median: %.2f ms per instance of %d, %.2f of %d; growth %.2f%n",
                median(few),
                small,
                median(many),
                large,
                median(many) / median(few));
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static double measure(int instances) throws Exception {
        Path home = Files.createTempDirectory("evac-bench");
        SimulatedWorld hosts = new SimulatedWorld(Clock.systemUTC(), time -> {});
        hosts.rate(Rate.parse("1000Gbit"));
        for (int i = 0; i < instances; i++) {
            InstanceRef ref = new InstanceRef(new HostName("h" + (1 + i % HOSTS)), new InstanceName("i" + i));
            hosts.add(ref, (long) MEBIBYTE << (i % 5 * 4), 0, true);
        }
        List<Host> all = IntStream.rangeClosed(1, 2 * HOSTS)
                .mapToObj(n -> RunWorld.host("h" + n))
                .toList();
        String list = "instance,host\n"
                + String.join(
                        "\n",
                        IntStream.rangeClosed(1, HOSTS).mapToObj(n -> "*,h" + n).toList());
        try (RunWorld world = new RunWorld(home, hosts, all, Clock.systemUTC(), time -> Thread.sleep(time))) {
            Plan plan = world.planning()
                    .create(new Plans.Request(
                            "list.csv", list.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of()));
            long begin = System.nanoTime();
            long cpu = CPU.getProcessCpuTime();
            RunId run = world.runs().apply(plan.id(), "bench");
            long most = 0;
            while (!world.idle(run)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                Runtime runtime = Runtime.getRuntime();
                most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
            }
            double millis = (System.nanoTime() - begin) / 1e6 / instances;
            double busy = (CPU.getProcessCpuTime() - cpu) / 1e6 / instances;
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    Locale.ROOT,
                    "%d instances: %s %s, %.2f ms per instance (%.2f ms of CPU); heap at most %d MiB, %d MiB live; %d violations%n",
                    instances,
                    world.state(run),
                    world.store().counts(run),
                    millis,
                    busy,
                    most / MEBIBYTE,
                    (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE,
                    hosts.violations().size());
            return millis;
        } finally {
            try (Stream<Path> files = Files.list(home)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(home);
        }
    }
}

package io.evac.run;

import io.evac.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the orchestration itself costs: instances that move at once, on 100 hosts, through real Batch and H2. Prints
 * milliseconds per instance, their growth from 1,000 to 10,000 instances, and the heap used.
 */
final class OrchestrationBench {
    private static final int HOSTS = 100;

    private OrchestrationBench() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("logging.level.root", "WARN");
        measure(100);
        double small = measure(1_000);
        double large = measure(10_000);
        System.out.printf("growth %.2f%n", large / small);
    }

    private static double measure(int instances) throws Exception {
        Path home = Files.createTempDirectory("evac-bench");
        Plan plan = TestPlans.of("bench" + instances, HOSTS, instances / HOSTS);
        try (RunWorld world = new RunWorld(home, "node", 24)) {
            long begin = System.nanoTime();
            RunId run = world.apply(plan);
            while (!world.state(run).ended()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            double millis = (System.nanoTime() - begin) / 1e6 / instances;
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "%d instances: %s, %.2f ms per instance, heap %d MiB%n",
                    instances, world.state(run), millis, (runtime.totalMemory() - runtime.freeMemory()) >> 20);
            return millis;
        }
    }
}

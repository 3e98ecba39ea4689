package io.evac.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the machine's processes all the time, whatever Evac says of itself: an instance that runs twice in two looks
 * running is a violation, and the longest time without one is its downtime.
 */
final class Sentinel implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final class Seen {
        private int twice;
        private int most;
        private long lastAlive = System.nanoTime();
        private long longestGap;
    }

    private final List<TestInstance> instances;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;
    private int looks;

    Sentinel(List<TestInstance> instances) {
        this.instances = List.copyOf(instances);
        this.instances.forEach(instance -> seen.put(instance.name(), new Seen()));
        this.thread = Thread.ofPlatform().daemon().name("sentinel").start(this::watch);
    }

    private void watch() {
        while (!over) {
            look();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void look() {
        Map<String, Integer> running = TestInstance.running(instances);
        long now = System.nanoTime();
        looks = running.size() == instances.size() ? looks + 1 : 0;
        for (TestInstance instance : instances) {
            Seen each = seen.get(instance.name());
            int count = running.getOrDefault(instance.name(), 0);
            each.twice = count > 1 ? each.twice + 1 : 0;
            each.most = Math.max(each.most, each.twice > 1 ? count : Math.min(count, 1));
            if (count > 0) {
                each.longestGap = Math.max(each.longestGap, now - each.lastAlive);
                each.lastAlive = now;
            }
        }
    }

    /** How often all were looked at since all of them ran. */
    synchronized int looks() {
        return looks;
    }

    /** The longest time that one of them was down and came back from. */
    synchronized Duration longestDowntime() {
        return Duration.ofNanos(
                seen.values().stream().mapToLong(each -> each.longestGap).max().orElse(0));
    }

    /** Fails when one of them ran twice at any time. */
    synchronized void assertNeverTwo() {
        List<String> twice = seen.entrySet().stream()
                .filter(each -> each.getValue().most > 1)
                .map(each -> each.getKey() + " ran " + each.getValue().most + " times at once")
                .toList();
        if (!twice.isEmpty()) {
            throw new AssertionError(String.join("; ", twice));
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}

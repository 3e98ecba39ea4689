package io.evac.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

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

    private final Supplier<Map<String, Integer>> running;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;
    private int looks;

    Sentinel(List<TestInstance> instances) {
        this(instances.stream().map(TestInstance::name).toList(), () -> TestInstance.running(instances));
    }

    /** @param running how often each runs now, in one look at all processes; what does not may be missing */
    Sentinel(List<String> names, Supplier<Map<String, Integer>> running) {
        this.running = running;
        names.forEach(name -> seen.put(name, new Seen()));
        this.thread = Thread.ofPlatform().daemon().name("sentinel").start(this::watch);
    }

    private void watch() {
        while (!over) {
            look();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void look() {
        Map<String, Integer> now = running.get();
        long at = System.nanoTime();
        looks = now.size() == seen.size() ? looks + 1 : 0;
        seen.forEach((name, each) -> {
            int count = now.getOrDefault(name, 0);
            each.twice = count > 1 ? each.twice + 1 : 0;
            each.most = Math.max(each.most, each.twice > 1 ? count : Math.min(count, 1));
            if (count > 0) {
                each.longestGap = Math.max(each.longestGap, at - each.lastAlive);
                each.lastAlive = at;
            }
        });
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

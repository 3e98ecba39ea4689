package io.evac.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a guest's log all the time: what once stood in it must stand in it for ever. A copy that is older than it should be
 * counts on without a gap, and only who has seen what it had counted before can tell.
 */
final class Witness implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Guest guest;
    private final Thread thread;
    private final List<String> changed = new ArrayList<>();
    private List<String> seen = List.of();
    private volatile boolean over;

    Witness(Guest guest) {
        this.guest = guest;
        this.thread = Thread.ofPlatform().daemon().name("witness").start(this::watch);
    }

    private void watch() {
        try {
            while (!over) {
                look();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** All lines but the last outlive a power cut. */
    private void look() throws InterruptedException {
        List<String> now = guest.log();
        synchronized (this) {
            if (now.isEmpty()) {
                return;
            }
            int sure = Math.max(0, seen.size() - 1);
            if (now.size() < sure || !now.subList(0, sure).equals(seen.subList(0, sure))) {
                changed.add("had counted to " + seen.getLast() + " and then to " + now.getLast());
            }
            seen = now;
        }
    }

    /** Fails when the guest has ever gone back to an older state of its disk. */
    synchronized void assertNothingForgotten() {
        if (!changed.isEmpty()) {
            throw new AssertionError(guest.name() + " " + String.join("; ", changed));
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}

package io.evac.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Knocks at a guest's door all the time: the longest silence is its downtime, as its users have it. */
final class Pulse implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int PATIENCE = 250;
    private static final int HTTP = 80;

    private final Guest guest;
    private final Thread thread;
    private long lastHeard = System.nanoTime();
    private long longest;
    private volatile boolean over;

    Pulse(Guest guest) {
        this.guest = guest;
        this.thread =
                Thread.ofPlatform().daemon().name("pulse of " + guest.name()).start(this::watch);
    }

    private void watch() {
        while (!over) {
            if (answers()) {
                heard();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean answers() {
        try (Socket door = new Socket()) {
            door.connect(new InetSocketAddress(guest.address(), HTTP), PATIENCE);
            return true;
        } catch (IOException silent) {
            return false;
        }
    }

    private synchronized void heard() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - lastHeard);
        lastHeard = now;
    }

    /** Between two answers; what goes on still does not count. */
    synchronized Duration longestSilence() {
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}

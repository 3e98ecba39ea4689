package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a test daemon dies. */
final class KillPoint {
    private final Phase phase;
    private final Boundary boundary;
    private final AtomicInteger left;

    private KillPoint(Phase phase, Boundary boundary, int count) {
        this.phase = phase;
        this.boundary = boundary;
        this.left = new AtomicInteger(count);
    }

    static KillPoint parse(String text) {
        String[] parts = text.split(":");
        Phase phase = Arrays.stream(Phase.values())
                .filter(p -> p.word().equals(parts[0]))
                .findFirst()
                .orElseThrow();
        return new KillPoint(
                phase,
                Boundary.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT).replace('-', '_')),
                parts.length > 2 ? Integer.parseInt(parts[2]) : 1);
    }

    /** Dies by SIGKILL when this is the place; the thread that comes here goes no further. */
    void reached(Phase at, Boundary where) {
        if (at != phase || where != boundary || left.decrementAndGet() != 0) {
            return;
        }
        die();
    }

    /** Ends this process by SIGKILL; the thread that comes here goes no further. */
    static void die() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (IOException | InterruptedException cannotDie) {
            Runtime.getRuntime().halt(137);
        }
    }
}

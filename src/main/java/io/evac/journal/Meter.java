package io.evac.journal;

import io.evac.migration.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/** How far one move is, and how fast. Thread-safe; every method is a few instructions. */
final class Meter {
    private static final long WINDOW_MILLIS = Duration.ofSeconds(15).toMillis();
    private static final long SAMPLE_MILLIS = 250;

    /**
     * What it shows.
     *
     * @param rate bytes per second over the last seconds, 0 when nothing comes
     * @param eta when the transfer is expected to end; empty when that cannot be said
     */
    record Reading(long done, long total, long rate, Optional<Instant> eta, Optional<String> waitingFor) {}

    private record Sample(long at, long done) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private Optional<Phase> phase = Optional.empty();
    private long done;
    private long total;
    private String waitingFor = "";
    private long touched;
    private boolean changed;

    synchronized void bytes(Phase where, long nowDone, long expected, long now) {
        if (phase.filter(where::equals).isEmpty() || nowDone < done) {
            samples.clear();
            phase = Optional.of(where);
        }
        done = nowDone;
        total = expected == 0 ? 0 : Math.max(expected, nowDone);
        waitingFor = "";
        if (samples.isEmpty() || now - samples.getLast().at() >= SAMPLE_MILLIS) {
            samples.addLast(new Sample(now, nowDone));
        }
        touch(now);
    }

    synchronized void waiting(String what, long now) {
        if (!waitingFor.equals(what)) {
            waitingFor = what;
            touch(now);
        }
    }

    private void touch(long now) {
        touched = now;
        changed = true;
    }

    synchronized Reading read(long now) {
        while (samples.size() > 1 && now - samples.getFirst().at() > WINDOW_MILLIS) {
            samples.removeFirst();
        }
        long rate = 0;
        if (!samples.isEmpty() && now - samples.getFirst().at() <= WINDOW_MILLIS) {
            long millis = now - samples.getFirst().at();
            rate = millis == 0 ? 0 : (done - samples.getFirst().done()) * 1000 / millis;
        }
        Optional<Instant> eta = rate == 0 || total == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(now + (total - done) * 1000 / rate));
        return new Reading(done, total, rate, eta, Optional.of(waitingFor).filter(what -> !what.isEmpty()));
    }

    /** Whether something changed since it was asked last. */
    synchronized boolean takeChange() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Could not be kept: offer it again. */
    synchronized void changeAgain() {
        changed = true;
    }

    synchronized boolean idleSince(long then) {
        return !changed && touched < then;
    }
}

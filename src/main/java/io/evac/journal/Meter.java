package io.evac.journal;

import io.evac.migration.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much was carried for one move, all its transfers together, and how fast the current one is. What a process before
 * this one carried comes on top once it was read ({@link #carriedBefore}). Thread-safe; every method is a few
 * instructions.
 *
 * <p>The rate is that of the last seconds. What is expected of the rest is what the last half of the transfer has seen: it
 * leaves behind what was long ago, and the longer the rest, the longer the time it is judged by ({@code EtaTest} measures).
 */
final class Meter {
    private static final long WINDOW_MILLIS = Duration.ofSeconds(15).toMillis();
    private static final long SAMPLE_MILLIS = 250;
    private static final int MOST_OF_COURSE = 256;
    private static final long UNKNOWN = -1;

    /**
     * What it shows.
     *
     * @param done bytes carried by every transfer so far
     * @param total those of the transfers that are over, and what the current one is expected to carry
     * @param rate bytes per second over the last seconds, 0 when nothing comes
     * @param eta when the transfer is expected to end; empty when that cannot be said
     */
    record Reading(long done, long total, long rate, Optional<Instant> eta, Optional<String> waitingFor) {}

    private record Sample(long at, long done) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /** Of the whole transfer, ever further apart the longer it takes. */
    private final List<Sample> course = new ArrayList<>();

    private Optional<Phase> phase = Optional.empty();
    private long apart = SAMPLE_MILLIS;
    private long before = UNKNOWN;
    private long over;
    private long done;
    private long expected;
    private String waitingFor = "";
    private long touched;
    private boolean changed;

    synchronized void bytes(Phase where, long nowDone, long nowExpected, long now) {
        if (phase.filter(where::equals).isEmpty() || nowDone == 0 || nowDone < done) {
            samples.clear();
            course.clear();
            apart = SAMPLE_MILLIS;
            phase = Optional.of(where);
            over += done;
        }
        done = nowDone;
        expected = nowExpected;
        waitingFor = "";
        if (samples.isEmpty() || now - samples.getLast().at() >= SAMPLE_MILLIS) {
            samples.addLast(new Sample(now, nowDone));
        }
        if (course.isEmpty() || now - course.getLast().at() >= apart) {
            course.add(new Sample(now, nowDone));
            thin();
        }
        touch(now);
    }

    synchronized void waiting(String what, long now) {
        if (!waitingFor.equals(what)) {
            waitingFor = what;
            touch(now);
        }
    }

    private void thin() {
        if (course.size() > MOST_OF_COURSE) {
            for (int i = course.size() / 2; i > 0; i--) {
                course.remove(2 * i - 1);
            }
            apart *= 2;
        }
    }

    /** Bytes per millisecond over the last half of the transfer, or the last seconds if that is longer; 0 for none. */
    private double expectedRate(long now) {
        if (course.isEmpty()) {
            return 0;
        }
        Sample first = course.getFirst();
        long back = now - Math.max(WINDOW_MILLIS, (now - first.at()) / 2);
        Sample from = first;
        for (Sample sample : course) {
            if (sample.at() <= back) {
                from = sample;
            }
        }
        return now == from.at() ? 0 : (done - from.done()) / (double) (now - from.at());
    }

    private void touch(long now) {
        touched = now;
        changed = true;
    }

    /** What was written down before this meter began to count; only the first word counts. */
    synchronized void carriedBefore(long bytes) {
        if (before == UNKNOWN) {
            before = bytes;
        }
    }

    synchronized boolean knowsBefore() {
        return before != UNKNOWN;
    }

    /** @param written what the database says, which is what was carried before while that is not known here */
    synchronized Reading read(long now, long written) {
        while (samples.size() > 1 && now - samples.getFirst().at() > WINDOW_MILLIS) {
            samples.removeFirst();
        }
        long rate = 0;
        if (!samples.isEmpty() && now - samples.getFirst().at() <= WINDOW_MILLIS) {
            long millis = now - samples.getFirst().at();
            rate = millis == 0 ? 0 : (done - samples.getFirst().done()) * 1000 / millis;
        }
        long left = Math.max(0, expected - done);
        double expectedRate = expectedRate(now);
        Optional<Instant> eta = rate == 0 || expected == 0 || expectedRate == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(now + (long) (left / expectedRate)));
        long carried = (before == UNKNOWN ? written : before) + over + done;
        return new Reading(
                carried, carried + left, rate, eta, Optional.of(waitingFor).filter(what -> !what.isEmpty()));
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

    /** Whether it may be forgotten: written down, and nobody spoke of it since; a transfer that hangs is waited for. */
    synchronized boolean stale(long now, Duration usual, Duration hanging) {
        Duration patience = done < expected ? hanging : usual;
        return !changed && touched < now - patience.toMillis();
    }
}

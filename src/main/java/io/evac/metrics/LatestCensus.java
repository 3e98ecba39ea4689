package io.evac.metrics;

import io.evac.report.Census;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The tables' numbers, counted by a thread of its own when somebody asks and those that are there are no longer fresh.
 * However many ask, one counts; who asks waits for that a moment only. Thread-safe.
 */
final class LatestCensus implements AutoCloseable {
    /** Whoever scrapes waits longer than this, all gauges of a scrape together. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * What came of counting.
     *
     * @param at when it ended
     * @param took how long it took
     * @param census empty when the database did not answer
     * @param problem why it did not
     */
    record Look(Instant at, Duration took, Optional<Census> census, Optional<String> problem) {}

    private final Supplier<Census> tables;
    private final Runnable beside;
    private final Duration fresh;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("census").daemon().factory());

    private Optional<Look> last = Optional.empty();
    private Optional<Future<Look>> pending = Optional.empty();
    private Instant asked = Instant.MIN;

    /**
     * @param beside what is to be done whenever it is counted; never throws
     * @param fresh how old numbers may be
     */
    LatestCensus(Supplier<Census> tables, Runnable beside, Duration fresh, Clock clock) {
        this.tables = tables;
        this.beside = beside;
        this.fresh = fresh;
        this.clock = clock;
    }

    /** What was counted lately, or is now; without numbers when the database does not answer in time. */
    Look look() {
        Future<Look> counting;
        Duration patience;
        synchronized (this) {
            if (last.filter(this::isFresh).isPresent()) {
                return last.get();
            }
            counting = pending.orElseGet(this::begin);
            patience = PATIENCE.minus(Duration.between(asked, clock.instant()));
        }
        try {
            return counting.get(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            return late(late instanceof TimeoutException ? "has not answered yet" : String.valueOf(late.getCause()));
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return late("was not waited for");
        }
    }

    private boolean isFresh(Look look) {
        return look.at().plus(fresh).isAfter(clock.instant());
    }

    private Future<Look> begin() {
        asked = clock.instant();
        Future<Look> counting = thread.submit(this::count);
        pending = Optional.of(counting);
        return counting;
    }

    private Look count() {
        Instant begun = clock.instant();
        Look look = counted(begun);
        synchronized (this) {
            last = Optional.of(look);
            pending = Optional.empty();
        }
        return look;
    }

    private Look counted(Instant begun) {
        try {
            beside.run();
            Census census = tables.get();
            Instant now = clock.instant();
            return new Look(now, Duration.between(begun, now), Optional.of(census), Optional.empty());
        } catch (RuntimeException away) {
            Instant now = clock.instant();
            return new Look(
                    now,
                    Duration.between(begun, now),
                    Optional.empty(),
                    Optional.of(String.valueOf(away.getMessage())));
        }
    }

    private synchronized Look late(String why) {
        Instant now = clock.instant();
        return new Look(now, Duration.between(asked, now), Optional.empty(), Optional.of("the database " + why));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

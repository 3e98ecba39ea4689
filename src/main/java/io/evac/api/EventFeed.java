package io.evac.api;

import io.evac.migration.SteadyClock;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is appended to the history, read from the database and encoded once for all who follow it. Who is further behind than what
 * is kept reads from the database at his own place. An event gets its number before it is committed, so a lower one may appear
 * late: nothing behind a missing number is given out until it has come, or for longer than transactions last. What comes even
 * later is passed over: whoever follows to the end reads once more then. Thread-safe.
 */
final class EventFeed {
    /** How many may follow at once: each keeps a thread of the server's, and others need some, too. */
    static final int FOLLOWERS = 256;

    /** How old what is given out may be. */
    private static final Duration FRESH = Duration.ofMillis(250);

    /** Longer than transactions that write events last; a number that is missing for so long was most likely rolled back. */
    private static final Duration MISSING = Duration.ofSeconds(5);

    /** Behind so long a pause it is not read what nobody has asked for. */
    private static final Duration STALE = Duration.ofSeconds(30);

    private static final int BATCH = 1000;
    private static final int KEPT = 5000;
    private final Reports reports;
    private final StoredEvents stored;
    private final JsonMapper json;
    private final Clock clock;
    private final SteadyClock steady;
    private final Semaphore seats = new Semaphore(FOLLOWERS);
    private final NavigableMap<Long, EncodedEvent> kept = new TreeMap<>();
    private final Map<String, Optional<String>> states = new ConcurrentHashMap<>();
    private final Deque<Sight> sights = new ArrayDeque<>();
    private Instant looked = Instant.MIN;
    private long settled;
    private long last;
    /** Everything above it, up to {@code last}, is kept. */
    private long floor;

    EventFeed(Reports reports, StoredEvents stored, JsonMapper json, Clock clock, SteadyClock steady) {
        this.reports = reports;
        this.stored = stored;
        this.json = json;
        this.clock = clock;
        this.steady = steady;
    }

    /** The highest number that was there at a time. */
    private record Sight(Instant at, long number) {}

    /** Takes a seat; the caller gives it back. False when all are taken. */
    boolean enter() {
        return seats.tryAcquire();
    }

    void leave() {
        seats.release();
    }

    /**
     * What a run's history has above {@code after}, as far as it is sure that nothing is missing in between.
     *
     * @param upTo where the follower stands behind them; everything up to there has been given out
     */
    record Part(List<EncodedEvent> events, long upTo) {}

    /** At most {@code limit} events, after another look when what is known is not fresh. */
    Part of(String run, long after, int limit) {
        long sure;
        synchronized (this) {
            refresh();
            sure = last;
            if (after >= floor) {
                return part(fresh(run, after, limit), after, limit);
            }
        }
        List<EncodedEvent> old = stored.of(run, after, limit).stream()
                .filter(event -> event.number() <= sure)
                .toList();
        return new Part(old, old.size() < limit ? sure : old.getLast().number());
    }

    private List<EncodedEvent> fresh(String run, long after, int limit) {
        return kept.tailMap(after, false).values().stream()
                .filter(event -> event.run().equals(run))
                .limit(limit)
                .toList();
    }

    private Part part(List<EncodedEvent> events, long after, int limit) {
        return new Part(
                events,
                events.size() < limit ? Math.max(after, last) : events.getLast().number());
    }

    /** The word of the run's state, as fresh as its events; empty for no such run. */
    Optional<String> state(String run) {
        synchronized (this) {
            refresh();
        }
        return states.computeIfAbsent(run, reports::state);
    }

    private void refresh() {
        Instant now = steady.instant();
        if (!looked.equals(Instant.MIN) && Duration.between(looked, now).compareTo(FRESH) < 0) {
            return;
        }
        if (looked.equals(Instant.MIN) || Duration.between(looked, now).compareTo(STALE) > 0) {
            begin();
        }
        looked = now;
        states.clear();
        while (!sights.isEmpty()
                && Duration.between(sights.getFirst().at(), now).compareTo(MISSING) >= 0) {
            settled = sights.removeFirst().number();
        }
        List<EventReport> next = reports.events(last, BATCH);
        while (take(next) && next.size() == BATCH) {
            next = reports.events(last, BATCH);
        }
        if (!next.isEmpty()) {
            sights.add(new Sight(now, reports.lastEvent()));
        }
    }

    /** What was written before that is committed, or most likely never will be. */
    private void begin() {
        kept.clear();
        sights.clear();
        last = reports.lastEventBefore(clock.instant().minus(MISSING));
        settled = last;
        floor = last;
    }

    /** False when it stops before a number that is missing. */
    private boolean take(List<EventReport> next) {
        for (EventReport event : next) {
            if (event.number() != last + 1 && event.number() > settled) {
                return false;
            }
            kept.put(event.number(), EncodedEvent.of(event, json));
            last = event.number();
            trim();
        }
        return true;
    }

    private void trim() {
        while (kept.size() > KEPT) {
            floor = kept.firstKey();
            kept.pollFirstEntry();
        }
    }
}

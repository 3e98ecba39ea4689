package io.evac.journal;

import io.evac.migration.Phase;
import io.evac.migration.Progress;
import io.evac.plan.MoveId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Live numbers of moves, in memory; once a second what changed is written down by a thread of its own, so that a
 * restarted daemon shows where things stood. Callers never wait for the database.
 */
public final class JdbcProgress implements Progress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcProgress.class);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final Duration LONGEST_TRANSFER = Duration.ofDays(7);
    private static final int WAITING_FOR = 400;

    private final Database database;
    private final Clock clock;
    private final Map<MoveId, Meter> meters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("evac-progress").factory());

    public JdbcProgress(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Begins to write once a second. */
    public JdbcProgress start() {
        writer.scheduleWithFixedDelay(this::flush, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    @Override
    public void bytes(MoveId move, Phase phase, long done, long total) {
        meter(move).bytes(phase, done, total, clock.millis());
    }

    @Override
    public void waiting(MoveId move, String what) {
        meter(move).waiting(what, clock.millis());
    }

    private Meter meter(MoveId move) {
        return meters.computeIfAbsent(move, id -> new Meter());
    }

    /**
     * What is known of a move that was heard of in this process.
     *
     * @param written the bytes carried that its row has
     */
    Optional<Meter.Reading> of(MoveId move, long written) {
        return Optional.ofNullable(meters.get(move)).map(meter -> meter.read(clock.millis(), written));
    }

    /** Writes what changed; what cannot be written is tried again the next time. */
    void flush() {
        List<Map.Entry<MoveId, Meter>> changed = new ArrayList<>();
        for (Map.Entry<MoveId, Meter> each : meters.entrySet()) {
            if (each.getValue().takeChange()) {
                changed.add(each);
            }
        }
        try {
            if (!changed.isEmpty()) {
                database.transact("write the progress of " + changed.size() + " moves", client -> {
                    changed.forEach(each -> write(client, each.getKey(), each.getValue()));
                    return changed.size();
                });
            }
            long now = clock.millis();
            meters.values().removeIf(meter -> meter.stale(now, REMEMBERED, LONGEST_TRANSFER));
        } catch (RuntimeException later) {
            // Whatever it is (a row that a predecessor wrote at the same time): a timer that throws never fires again.
            changed.forEach(each -> each.getValue().changeAgain());
            LOG.warn("progress is shown but not yet written down: {}", later.getMessage());
        }
    }

    /** A predecessor that writes late does not turn the count back. */
    private void write(JdbcClient client, MoveId move, Meter meter) {
        if (!meter.knowsBefore()) {
            meter.carriedBefore(written(client, move));
        }
        Meter.Reading now = meter.read(clock.millis(), 0);
        String waitingFor = Events.fitOrNull(now.waitingFor(), WAITING_FOR);
        int updated = client.sql(
                        "UPDATE evac_progress SET bytes_done = GREATEST(bytes_done, ?), bytes_total = ?, waiting_for = ?, at = ? WHERE move = ?")
                .param(now.done())
                .param(now.total())
                .param(waitingFor)
                .param(clock.millis())
                .param(move.value())
                .update();
        if (updated == 0) {
            client.sql(
                            "INSERT INTO evac_progress (bytes_done, bytes_total, waiting_for, at, move) VALUES (?, ?, ?, ?, ?)")
                    .param(now.done())
                    .param(now.total())
                    .param(waitingFor)
                    .param(clock.millis())
                    .param(move.value())
                    .update();
        }
    }

    private static long written(JdbcClient client, MoveId move) {
        return client.sql("SELECT bytes_done FROM evac_progress WHERE move = ?")
                .param(move.value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Writes what is left and ends. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}

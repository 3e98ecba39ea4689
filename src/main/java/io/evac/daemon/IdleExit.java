package io.evac.daemon;

import io.evac.report.Reports;
import io.evac.report.RunQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a daemon that a command started, once nobody needs it: no request and no active run for a while. */
final class IdleExit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdleExit.class);
    private static final Set<String> ACTIVE = Set.of("planned", "running", "waiting", "pausing", "stopping");
    private final Optional<Duration> limit;
    private final Activity activity;
    private final Reports reports;
    private final Runnable exit;
    private final ScheduledExecutorService timer;

    IdleExit(Optional<Duration> limit, Activity activity, Reports reports, Runnable exit) {
        this.limit = limit;
        this.activity = activity;
        this.reports = reports;
        this.exit = exit;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("idle-exit").daemon().factory());
    }

    /** Does nothing when there is no limit. */
    void start() {
        limit.ifPresent(this::start);
    }

    private void start(Duration after) {
        long step = Math.clamp(after.toMillis() / 4, 50, 5_000);
        timer.scheduleWithFixedDelay(() -> look(after), step, step, TimeUnit.MILLISECONDS);
    }

    /** One look; leaves when it is time. Runs are asked for only when nobody knocked for long. */
    void look(Duration after) {
        if (activity.idle().compareTo(after) < 0) {
            return;
        }
        try {
            if (!reports.runs(new RunQuery(ACTIVE, Optional.empty(), Optional.empty(), 1))
                    .isEmpty()) {
                activity.busy();
                return;
            }
        } catch (RuntimeException unknown) {
            LOG.warn("cannot tell whether a run is active; staying", unknown);
            activity.busy();
            return;
        }
        LOG.info("nobody needed this daemon for {} s; it leaves", after.toSeconds());
        timer.shutdown();
        exit.run();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

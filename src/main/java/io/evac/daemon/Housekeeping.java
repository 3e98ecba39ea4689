package io.evac.daemon;

import io.evac.run.Runs;
import io.evac.schedule.Schedules;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has runs and schedules looked after now and then, while a daemon serves that nobody's command has started. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private final Runs runs;
    private final Schedules schedules;
    private final WindowWatch windows;
    private final WaitingWatch waiting;
    private final Duration every;
    private final ScheduledExecutorService timer;

    Housekeeping(Runs runs, Schedules schedules, WindowWatch windows, WaitingWatch waiting, Duration every) {
        this.runs = runs;
        this.schedules = schedules;
        this.windows = windows;
        this.waiting = waiting;
        this.every = every;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("housekeeping").daemon().factory());
    }

    void start() {
        timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        tryTo(runs::keepHouse);
        tryTo(schedules::keepHouse);
        tryTo(windows::look);
        tryTo(waiting::look);
    }

    private void tryTo(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException trouble) {
            LOG.warn("looked after in {} s again", every.toSeconds(), trouble);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}

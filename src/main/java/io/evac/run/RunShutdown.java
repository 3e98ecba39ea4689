package io.evac.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stops runs first of all when the process is asked to end: cutovers under way are finished while database, guards and
 * connections are still there. How long that may take is {@code evac.shutdown.patience}.
 */
final class RunShutdown implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunShutdown.class);

    private final RunEngine engine;
    private volatile boolean running;

    RunShutdown(RunEngine engine) {
        this.engine = engine;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable stopped) {
        Thread.ofPlatform().name("run-shutdown").start(() -> {
            try {
                engine.shutDown();
            } catch (InterruptedException hurried) {
                LOG.warn("ended before all cutovers were through; their hosts' timers bring the sources back");
                Thread.currentThread().interrupt();
            } finally {
                running = false;
                stopped.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start is the first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

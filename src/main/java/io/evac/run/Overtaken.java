package io.evac.run;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whose next window came while they were being closed. Who enters a window writes the table first and looks at the run
 * then; a run's end is written first, and the table read then: one of the two sees the other.
 */
final class Overtaken {
    private static final Logger LOG = LoggerFactory.getLogger(Overtaken.class);
    private final RunStore runs;
    private volatile Consumer<RunId> begin = run -> {};

    Overtaken(RunStore runs) {
        this.runs = runs;
    }

    /** @param again begins a run that nobody works on */
    void by(Consumer<RunId> again) {
        begin = again;
    }

    /** Goes on with a run that has been closed, if it was overtaken; may wait for another daemon. */
    void goOn(LiveRun run) {
        if (is(run)) {
            begin(run);
        }
    }

    /** The same for who holds the commands' lock, under which nothing waits. */
    void goOnElsewhere(LiveRun run) {
        if (is(run)) {
            Thread.ofPlatform().name(run.id().value()).start(() -> begin(run));
        }
    }

    private boolean is(LiveRun run) {
        try {
            return run.stopReason() == StopReason.NONE
                    && !runs.window(run.id()).equals(run.times().window());
        } catch (RuntimeException away) {
            LOG.warn("{}: whether its next window came cannot be told: {}", run.id(), away.getMessage());
            return false;
        }
    }

    private void begin(LiveRun run) {
        try {
            begin.accept(run.id());
        } catch (RuntimeException told) {
            LOG.warn("{}: its next window is not gone on with: {}", run.id(), told.getMessage());
        }
    }
}

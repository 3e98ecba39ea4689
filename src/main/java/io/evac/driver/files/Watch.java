package io.evac.driver.files;

import io.evac.remote.RemoteStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends streams that are still open when their time is over, whoever waits on them. Thread-safe. */
final class Watch {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("evac-transfer-deadline").daemon().factory());

    Watch() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A watch over streams; closing it calls it off. */
    interface Over extends AutoCloseable {
        @Override
        void close();
    }

    Over over(Duration left, RemoteStream... streams) {
        Future<?> alarm = timer.schedule(
                () -> {
                    for (RemoteStream stream : streams) {
                        stream.close();
                    }
                },
                left.toMillis(),
                TimeUnit.MILLISECONDS);
        return () -> alarm.cancel(false);
    }
}

package io.evac.remote.tree;

import io.evac.remote.RemoteStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends streams that are still open when their time is over, whoever waits on them. Thread-safe. */
final class Watch {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("evac-transfer-deadline").daemon().factory());

    Watch() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A watch over streams; closing it calls it off. */
    static final class Over implements AutoCloseable {
        private final RemoteStream[] streams;
        private volatile boolean rang;

        @Nullable
        private volatile Future<?> alarm;

        private Over(RemoteStream... streams) {
            this.streams = streams;
        }

        private void ring() {
            rang = true;
            for (RemoteStream stream : streams) {
                stream.close();
            }
        }

        /** Whether the time was over: then it has ended the streams, or is about to. */
        boolean rang() {
            return rang;
        }

        @Override
        public void close() {
            Future<?> due = alarm;
            if (due != null) {
                due.cancel(false);
            }
        }
    }

    Over over(Duration left, RemoteStream... streams) {
        Over over = new Over(streams);
        over.alarm = timer.schedule(over::ring, left.toMillis(), TimeUnit.MILLISECONDS);
        return over;
    }
}

package io.evac.remote.ssh;

import io.evac.remote.RemoteException;
import io.evac.remote.RemoteException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The platform threads on which JSch blocks. JSch waits inside monitors, where the virtual threads of JDK 21 to 23
 * would hold on to their carriers: callers hand the work over and wait here instead.
 */
final class Workers implements AutoCloseable {
    private static final int THREADS = 128;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService clock;

    /** Work that may fail as JSch does. */
    interface Work<T> {
        T run() throws RemoteException;
    }

    Workers() {
        ThreadFactory threads =
                Thread.ofPlatform().daemon().name("evac-ssh-", 0).factory();
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("evac-ssh-watch").factory());
    }

    /** Starts the work; a failure ends in the future. */
    <T> CompletableFuture<T> submit(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(work, result);
        return result;
    }

    /** Starts the work, whose outcome counts unless the result has come about otherwise before. */
    <T> void submit(Work<T> work, CompletableFuture<T> result) {
        try {
            pool.execute(() -> {
                try {
                    result.complete(work.run());
                } catch (RemoteException | RuntimeException | Error failed) {
                    result.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            result.completeExceptionally(
                    new RemoteException(Kind.UNREACHABLE, "the SSH connections are closed", closed));
        }
    }

    /** Does the work some time, on whatever thread is free; right here once closed. */
    void later(Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException closed) {
            work.run();
        }
    }

    /** Does the work after a while; at once when closed. It must not block. */
    Future<?> after(long millis, Runnable work) {
        try {
            return clock.schedule(work, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            work.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    void every(long millis, Runnable work) {
        clock.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for a result.
     *
     * @param late what it means when the deadline passes or the thread is interrupted first
     */
    static <T> T await(CompletableFuture<T> result, Deadline deadline, Kind late, String what) throws RemoteException {
        try {
            return result.get(Math.max(0, deadline.millisLeft()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException passed) {
            throw new RemoteException(late, what + ": not done in time", passed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RemoteException(late, what + ": interrupted", interrupted);
        } catch (ExecutionException failed) {
            // The failure may be shared by several waiters: each gets one of its own, with its own stack.
            if (failed.getCause() instanceof RemoteException remote) {
                throw new RemoteException(remote.kind(), String.valueOf(remote.getMessage()), remote);
            }
            throw new IllegalStateException(what, failed.getCause());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        pool.shutdown();
    }
}

package io.evac.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;

/**
 * The threads that moves are worked on by: platform threads, since the SSH library holds monitors while it waits.
 * Spring's own pools are not used: they refuse work as soon as the context begins to close, when cutovers still need it.
 */
final class MoveThreads implements AutoCloseable {
    private final ThreadPoolExecutor pool;

    /** @param name of each, with a number behind it */
    MoveThreads(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    ExecutorService pool() {
        return pool;
    }

    AsyncTaskExecutor tasks() {
        return new TaskExecutorAdapter(pool);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

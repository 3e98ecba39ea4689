package io.evac.remote.tree;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * What was learnt of the source and of the destination.
 *
 * @param first of the source
 * @param second of the destination
 */
public record Both<A, B>(A first, B second) {
    /**
     * Asks both at once; the first failure is thrown when both have ended.
     *
     * @throws io.evac.migration.FailureException when interrupted
     * @throws IllegalStateException when one of the two throws a checked exception
     */
    public static <A, B> Both<A, B> of(Callable<A> first, Callable<B> second) {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<A> one = pool.submit(first);
            Future<B> other = pool.submit(second);
            return new Both<>(one.get(), other.get());
        } catch (ExecutionException e) {
            throw unchecked(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Does the first in this thread and the second beside it, which is given up when the first fails.
     *
     * @throws io.evac.migration.FailureException when interrupted
     * @throws IllegalStateException when the second throws a checked exception
     */
    public static <A, B> Both<A, B> beside(Supplier<A> first, Callable<B> second) {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<B> other = pool.submit(second);
            try {
                return new Both<>(first.get(), other.get());
            } finally {
                other.cancel(true);
            }
        } catch (ExecutionException e) {
            throw unchecked(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RuntimeException unchecked(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(failed.getCause());
    }

    private static RuntimeException interrupted(InterruptedException called) {
        Thread.currentThread().interrupt();
        return Faults.cut("interrupted while reading", called);
    }
}

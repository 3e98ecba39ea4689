package io.evac.remote.tree;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Faults.cut("interrupted while reading", e);
        }
    }
}

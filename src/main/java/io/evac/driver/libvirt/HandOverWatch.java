package io.evac.driver.libvirt;

import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.migration.Phase;
import io.evac.migration.Waiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Tells how far a domain is that is being handed over, for as long as whatever hands it over takes. Thread-safe. */
final class HandOverWatch {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private final Virsh virsh;
    private final Waiter waiter;

    HandOverWatch(Virsh virsh, Waiter waiter) {
        this.virsh = virsh;
        this.waiter = waiter;
    }

    /** Does it and watches it; when this returns or throws, nobody watches any more. */
    <T> T during(MoveContext ctx, Supplier<T> handOver) {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> watcher = pool.submit(() -> watch(ctx));
            try {
                return handOver.get();
            } finally {
                watcher.cancel(true);
            }
        }
    }

    private void watch(MoveContext ctx) {
        long carried = 0;
        boolean silent = false;
        tell(ctx, 0, 0);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                waiter.pause(LOOK);
                try {
                    Optional<MigrationJob> job = virsh.job(ctx.source(), ctx.instance());
                    if (job.isPresent()) {
                        carried = Math.max(carried, job.get().carried());
                        tell(ctx, carried, carried + job.get().left());
                    }
                } catch (FailureException e) {
                    if (!silent && !Thread.currentThread().isInterrupted()) {
                        silent = true;
                        ctx.progress().waiting(ctx.move().id(), "it is being handed over, unseen: " + e.getMessage());
                    }
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        tell(ctx, carried, carried);
    }

    private static void tell(MoveContext ctx, long done, long total) {
        ctx.progress().bytes(ctx.move().id(), Phase.QUIESCE, done, total);
    }
}

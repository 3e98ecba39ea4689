package io.evac.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Works that are done at the same time. */
final class SideBySide {
    private SideBySide() {}

    /**
     * Waits for all of them: whoever waits gives the lease back afterwards, under which they act.
     *
     * @throws IllegalStateException once all are over, when one could not be done
     */
    static void await(List<? extends Future<?>> works) {
        Optional<IllegalStateException> first = Optional.empty();
        for (Future<?> work : works) {
            try {
                work.get();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException trouble) {
                IllegalStateException broken =
                        new IllegalStateException("a move could not be worked on", trouble.getCause());
                first.ifPresent(before -> before.addSuppressed(broken));
                first = first.or(() -> Optional.of(broken));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}

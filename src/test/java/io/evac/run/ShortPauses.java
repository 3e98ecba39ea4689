package io.evac.run;

import io.evac.migration.Waiter;
import java.time.Duration;

/**
 * The engine's own pauses, real and short: between two looks at what other threads and the database have done meanwhile.
 * No test waits by it.
 *
 * @param most milliseconds
 */
record ShortPauses(long most) implements Waiter {
    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(Math.min(time.toMillis(), most));
    }
}

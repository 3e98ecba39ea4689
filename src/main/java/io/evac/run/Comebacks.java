package io.evac.run;

import io.evac.migration.Waiter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nobody has to resume a run that the database has left: it goes on when the database is back. */
final class Comebacks {
    private static final Duration SHORTEST_AWAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_AWAY = Duration.ofSeconds(15);

    /** So often in a row a run goes on by itself: what breaks off again and again is a defect, and waits for people. */
    private static final int MOST_COMEBACKS = 8;

    /** Two hours at the longest pause; after that the run waits, interrupted, for people or the next daemon. */
    private static final int MOST_LOOKS = 480;

    private static final Logger LOG = LoggerFactory.getLogger(Comebacks.class);

    private final RunEngine engine;
    private final RunStore runs;
    private final Waiter waiter;
    private final Map<RunId, Integer> comebacks = new ConcurrentHashMap<>();

    Comebacks(RunEngine engine, RunStore runs, Waiter waiter) {
        this.engine = engine;
        this.runs = runs;
        this.waiter = waiter;
    }

    /** The run has ended in another way: the next time that it is left counts as the first again. */
    void forget(RunId run) {
        comebacks.remove(run);
    }

    /** Waits for the database, and has the run worked on again under a lease taken anew. */
    void await(LiveRun run) {
        int times = comebacks.merge(run.id(), 1, Integer::sum);
        Duration pause = SHORTEST_AWAY.multipliedBy(1L << Math.min(times - 1, 6));
        for (int looks = 0; !engine.shuttingDown() && times <= MOST_COMEBACKS && looks < MOST_LOOKS; looks++) {
            try {
                waiter.pause(pause);
                goOn(run);
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (Runs.RefusedException taken) {
                LOG.info("{}: {}", run.id(), taken.getMessage());
                return;
            } catch (RuntimeException away) {
                pause = pause.compareTo(LONGEST_AWAY) < 0 ? pause.multipliedBy(2) : LONGEST_AWAY;
                LOG.warn("{}: the database is still away, next look in {} s", run.id(), pause.toSeconds());
            }
        }
    }

    private void goOn(LiveRun run) {
        Optional<RunStore.RunRecord> left =
                runs.find(run.id()).filter(record -> !engine.shuttingDown() && resumable(record.state()));
        if (left.isPresent()) {
            engine.work(engine.open(left.get(), run.toleratedFailures()), "evac", "the database is back");
        }
    }

    /** Whether a run that broke off may go on unasked: nobody has paused or ended it meanwhile. */
    private static boolean resumable(RunState state) {
        return RunEngine.AT_WORK.contains(state) || state == RunState.INTERRUPTED;
    }
}

package io.evac.run;

import io.evac.migration.Leg;
import io.evac.migration.Progress;
import io.evac.migration.Slots;
import io.evac.migration.Waiter;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds moves back until they may begin a leg: their time, the canaries, the pause after a failed attempt, a slot. Moves
 * wait here in virtual threads, all those of a run at once if need be; a stop wakes them and nothing was begun.
 */
final class Admission {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final HeldSlots slots;
    private final Semaphore workers;
    private final TopUps topUps;
    private final Progress progress;
    private final Clock clock;
    private final Waiter waiter;

    /** @param workers legs at once of those that transfer nothing; the others are bounded by their slots */
    Admission(HeldSlots slots, int workers, TopUps topUps, Progress progress, Clock clock, Waiter waiter) {
        this.slots = slots;
        this.topUps = topUps;
        this.workers = new Semaphore(workers, true);
        this.progress = progress;
        this.clock = clock;
        this.waiter = waiter;
    }

    /** The right to begin, to be closed, once or again, when the leg has ended; empty when the move is not to begin any more. */
    Optional<Slots.Claim> enter(LiveRun live, DueMove found, Leg leg) {
        Move move = found.move();
        DueMove due = found;
        int windows = live.times().windows();
        live.waits(move.id());
        try {
            while (mayBegin(live, move, leg) && !tooLate(live, due, leg) && !overtaken(live, due, leg, windows)) {
                Optional<Slots.Claim> place = tryToEnter(live, due, leg);
                boolean still = mayBegin(live, move, leg)
                        && !tooLate(live, due, leg)
                        && obstacle(live, due, leg).isEmpty();
                if (place.isPresent() && still) {
                    return place;
                }
                place.ifPresent(Slots.Claim::close);
                due = upToDate(live, due, leg);
            }
            return Optional.empty();
        } finally {
            live.waitsNoMore(move.id());
        }
    }

    /** Empty when the wait was broken off, or is over for now: look again. */
    private Optional<Slots.Claim> tryToEnter(LiveRun live, DueMove due, Leg leg) {
        try {
            Move move = due.move();
            Optional<String> obstacle = obstacle(live, due, leg);
            if (obstacle.isEmpty()) {
                Optional<Slots.Claim> seat = seat(live, due, leg);
                if (seat.isPresent()) {
                    return Optional.of(place(live, due, leg, seat.get()));
                }
                obstacle = Optional.of("the window's capacity");
            }
            progress.waiting(move.id(), obstacle.get());
            waiter.pause(LOOK);
            progress.waiting(move.id(), "");
            return Optional.empty();
        } catch (InterruptedException woken) {
            return Optional.empty();
        }
    }

    private static Optional<Slots.Claim> seat(LiveRun live, DueMove due, Leg leg) {
        boolean inWindow =
                leg == Leg.CUTOVER && live.times().window(due.move().id()).isPresent();
        if (inWindow && due.underWay()) {
            return Optional.of(live.times().taken());
        }
        return bound(live, due, leg) ? live.times().seat() : Optional.of(() -> {});
    }

    /** A stop is heard while it waits for its slot; what is asked of the run during the round is heard behind it. */
    private DueMove upToDate(LiveRun live, DueMove due, Leg leg) {
        if (!bound(live, due, leg) || !topUps.wanted(live, due) || !mayBegin(live, due.move(), leg)) {
            return due;
        }
        try (Slots.Claim claim = slots.hold(due.move(), true, progress)) {
            live.waitsNoMore(due.move().id());
            // Its turn may have come when no more is to be copied.
            boolean still = topUps.wanted(live, due) && mayBegin(live, due.move(), leg);
            return still ? topUps.make(live, due) : due;
        } catch (InterruptedException woken) {
            return due;
        } finally {
            live.waits(due.move().id());
        }
    }

    private static boolean mayBegin(LiveRun live, Move move, Leg leg) {
        return live.mayAct()
                && (live.cancelRequested(move.id()) || !live.stopRequested(move.id()) && !stoppedByRule(live, leg));
    }

    /** The stop rule stops what leads to new cutovers, never a verification or a way home. */
    static boolean stoppedByRule(LiveRun live, Leg leg) {
        return live.stopRule().isPresent()
                && (leg == Leg.FULL_SYNC || leg == Leg.INCREMENTAL_SYNC || leg == Leg.CUTOVER);
    }

    /** Whether the window holds for it: it would stop an instance that has not been stopped. */
    private static boolean bound(LiveRun live, DueMove due, Leg leg) {
        return leg == Leg.CUTOVER
                && !due.underWay()
                && live.times().window(due.move().id()).isPresent()
                && !live.cancelRequested(due.move().id());
    }

    /** Whether the move has to wait for another window. */
    private boolean tooLate(LiveRun live, DueMove due, Leg leg) {
        return bound(live, due, leg) && live.tooLate(due.move().id(), clock.instant(), due.cutover());
    }

    /**
     * Whether another window has come while it waited for its time: the pass ends without it, for others that were too late for
     * the last window wait for the next pass.
     */
    private static boolean overtaken(LiveRun live, DueMove due, Leg leg, int windows) {
        return leg == Leg.CUTOVER && !due.underWay() && live.times().windows() != windows;
    }

    /** Whether nothing has been said since it entered that keeps it from cutting over. */
    boolean still(LiveRun live, DueMove due, Leg leg) {
        return leg != Leg.CUTOVER || obstacle(live, due, leg).isEmpty();
    }

    private Optional<String> obstacle(LiveRun live, DueMove due, Leg leg) {
        Move move = due.move();
        if (live.cancelRequested(move.id())) {
            return Optional.empty();
        }
        if (live.backingOff(move.id())) {
            return Optional.of("next attempt");
        }
        if (leg == Leg.FULL_SYNC || leg == Leg.INCREMENTAL_SYNC) {
            return live.times().window(move.id()).flatMap(window -> window.quiet(clock.instant()));
        }
        if (leg != Leg.CUTOVER || due.underWay()) {
            return Optional.empty();
        }
        Optional<String> early = live.times().early(move, clock.instant());
        boolean canaries = live.canariesPending()
                && move.band() != Partition.CANARIES
                && !live.times().wanted(move.id());
        return early.or(() -> canaries ? Optional.of("canary") : Optional.empty());
    }

    private Slots.Claim place(LiveRun live, DueMove due, Leg leg, Slots.Claim seat) throws InterruptedException {
        try {
            Slots.Claim place = place(live, due, leg);
            AtomicBoolean given = new AtomicBoolean();
            return () -> {
                if (!given.getAndSet(true)) {
                    place.close();
                    seat.close();
                }
            };
        } catch (InterruptedException | RuntimeException notPlaced) {
            seat.close();
            throw notPlaced;
        }
    }

    private Slots.Claim place(LiveRun live, DueMove due, Leg leg) throws InterruptedException {
        Move move = due.move();
        if (due.underWay()) {
            // Its instance may be down: it waits for nobody, and least for another's hook.
            return () -> {};
        }
        boolean transfers = !due.homeward() && !live.cancelRequested(move.id()) && transfers(move, leg);
        if (transfers) {
            return slots.hold(move, leg != Leg.CUTOVER, progress);
        }
        workers.acquire();
        return workers::release;
    }

    /** A way home claims its slots itself, the other way round; a cold move only reserves before its cutover. */
    private static boolean transfers(Move move, Leg leg) {
        return switch (leg) {
            case FULL_SYNC, INCREMENTAL_SYNC -> !move.type().equals(MigrationType.COLD);
            case CUTOVER -> true;
            case VERIFY, ROLLBACK, FINALIZE, SETTLE -> false;
        };
    }
}

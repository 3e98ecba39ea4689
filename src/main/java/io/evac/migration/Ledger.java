package io.evac.migration;

import io.evac.migration.Journal.JournalException;
import io.evac.plan.MoveId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Writes a walk down. Between a confirmed FENCE and the health gate nothing waits for the database, be it lost or only
 * slow: what is to be written is kept, in order, and written afterwards. While the instance is down before FENCE it tries again as long as
 * the budget lasts; else it fails at once.
 */
final class Ledger {
    private static final String ACTOR = "migrator";
    private static final int LATE_TRIES = 120;
    private final Journal journal;
    private final MoveId move;
    private final long epoch;
    private final Waiter waiter;
    private final Deque<Runnable> late = new ArrayDeque<>();
    private boolean goOnWithout;

    Ledger(Journal journal, MoveId move, long epoch, Waiter waiter) {
        this.journal = journal;
        this.move = move;
        this.epoch = epoch;
        this.waiter = waiter;
    }

    void save(Draft draft, String reason, BooleanSupplier patient) {
        Journal.MoveRecord record = draft.record();
        put(() -> journal.write(record, epoch, ACTOR, reason), patient);
    }

    /** An intent must be written before its effect: it never waits for later. */
    long intent(Draft draft, Phase phase, String what, BooleanSupplier patient) {
        Journal.MoveRecord record = draft.record();
        while (true) {
            try {
                flush();
                return journal.intent(record, epoch, phase, what);
            } catch (JournalException gone) {
                again(gone, patient);
            }
        }
    }

    void outcome(Draft draft, long intent, String result, BooleanSupplier patient) {
        Journal.MoveRecord record = draft.record();
        put(() -> journal.outcome(record, epoch, intent, result), patient);
    }

    void note(String text, BooleanSupplier patient) {
        put(() -> journal.note(move, epoch, ACTOR, text), patient);
    }

    boolean goesOnWithout() {
        return goOnWithout;
    }

    /** From here on the guards' records lead. */
    void goOnWithout() {
        goOnWithout = true;
    }

    /** The journal leads again: writes what is late, tries for a minute. */
    void catchUp() {
        goOnWithout = false;
        int[] tries = {0};
        while (!late.isEmpty()) {
            try {
                flush();
            } catch (JournalException gone) {
                again(gone, () -> ++tries[0] < LATE_TRIES);
            }
        }
    }

    private void put(Runnable write, BooleanSupplier patient) {
        if (goOnWithout) {
            late.add(write);
            return;
        }
        while (true) {
            try {
                flush();
                write.run();
                return;
            } catch (JournalException gone) {
                again(gone, patient);
            }
        }
    }

    private void flush() {
        while (!late.isEmpty()) {
            late.getFirst().run();
            late.removeFirst();
        }
    }

    private void again(JournalException gone, BooleanSupplier patient) {
        if (gone.superseded() || !patient.getAsBoolean()) {
            throw gone;
        }
        Pauses.pause(waiter, Journal.RETRY_PAUSE);
    }
}

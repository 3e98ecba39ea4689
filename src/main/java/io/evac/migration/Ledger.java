package io.evac.migration;

import io.evac.migration.Journal.JournalException;
import io.evac.plan.MoveId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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
    private Optional<String> truth = Optional.empty();
    private boolean resolved;
    private boolean writtenTwice;
    private long firstOwn = Long.MAX_VALUE;

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

    /**
     * Both hosts were asked, and every older call was ended where the guard has a record: what a dead predecessor meant to
     * do there has happened or not, and never will. Where it has none yet, only an OPEN or a RESERVE can still land, under
     * the older epoch: this run's next call there ends it. The open intents get this as their outcome with the next write,
     * so that the history ends.
     */
    void resolvedByAsking(String facts) {
        truth = Optional.of(facts);
    }

    private void resolve() {
        if (truth.isEmpty()) {
            return;
        }
        answer(open -> open.number() < firstOwn, "resolved by asking: " + truth.get());
        truth = Optional.empty();
        resolved = true;
    }

    /** At the end of a leg: an intent whose writing was in doubt may be there twice, and only one has its outcome. */
    void conclude(BooleanSupplier patient) {
        if (writtenTwice) {
            put(this::answerTheOthers, patient);
        }
    }

    private void answerTheOthers() {
        answer(open -> resolved || open.number() >= firstOwn, "not begun: written twice");
        writtenTwice = false;
    }

    /** The move itself stays as it was last written: what is said of it follows. */
    private void answer(Predicate<Journal.Intent> which, String result) {
        List<Journal.Intent> open =
                journal.openIntents(move).stream().filter(which).toList();
        if (!open.isEmpty()) {
            Journal.MoveRecord record = journal.read(move);
            open.forEach(intent -> journal.outcome(record, epoch, intent.number(), result));
        }
    }

    /** An intent must be written before its effect: it never waits for later. */
    long intent(Draft draft, Phase phase, String what, BooleanSupplier patient) {
        Journal.MoveRecord record = draft.record();
        while (true) {
            try {
                flush();
                long number = journal.intent(record, epoch, phase, what);
                firstOwn = Math.min(firstOwn, number);
                return number;
            } catch (JournalException gone) {
                writtenTwice = true;
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

    void foretell(String text, BooleanSupplier patient) {
        put(() -> journal.foretell(move, epoch, text), patient);
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
        while (!late.isEmpty() || truth.isPresent()) {
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
        resolve();
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

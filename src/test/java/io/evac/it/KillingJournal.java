package io.evac.it;

import io.evac.migration.Journal;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A journal with a place to die at. */
public final class KillingJournal implements Journal {
    /** Around one effect of a phase. */
    public enum Boundary {
        BEFORE_INTENT,
        AFTER_INTENT,
        AFTER_EFFECT,
        AFTER_OUTCOME
    }

    /** Told of every boundary that is reached; what it throws nobody catches. */
    @FunctionalInterface
    public interface Place {
        void reached(MoveId move, Phase phase, Boundary where);
    }

    private final Journal journal;
    private final Place death;
    private final Map<Long, Phase> phases = new ConcurrentHashMap<>();

    /** @param death where the process may end, or wait */
    public KillingJournal(Journal journal, Place death) {
        this.journal = journal;
        this.death = death;
    }

    @Override
    public MoveRecord read(MoveId move) {
        return journal.read(move);
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        journal.write(record, epoch, actor, reason);
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        death.reached(record.id(), phase, Boundary.BEFORE_INTENT);
        long number = journal.intent(record, epoch, phase, what);
        phases.put(number, phase);
        death.reached(record.id(), phase, Boundary.AFTER_INTENT);
        return number;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        Phase phase = phases.remove(intent);
        if (phase != null) {
            death.reached(record.id(), phase, Boundary.AFTER_EFFECT);
        }
        journal.outcome(record, epoch, intent, result);
        if (phase != null) {
            death.reached(record.id(), phase, Boundary.AFTER_OUTCOME);
        }
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        return journal.openIntents(move);
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        journal.note(move, epoch, actor, text);
    }

    @Override
    public void foretell(MoveId move, long epoch, String text) {
        journal.foretell(move, epoch, text);
    }
}

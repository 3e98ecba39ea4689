package io.evac.it;

import io.evac.migration.Journal;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The real journal, with a place to die at. */
final class KillingJournal implements Journal {
    private final Journal journal;
    private final KillPoint point;
    private final Map<Long, Phase> phases = new ConcurrentHashMap<>();

    KillingJournal(Journal journal, KillPoint point) {
        this.journal = journal;
        this.point = point;
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
        point.reached(phase, KillPoint.Boundary.BEFORE_INTENT);
        long number = journal.intent(record, epoch, phase, what);
        phases.put(number, phase);
        point.reached(phase, KillPoint.Boundary.AFTER_INTENT);
        return number;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        Phase phase = phases.remove(intent);
        if (phase != null) {
            point.reached(phase, KillPoint.Boundary.AFTER_EFFECT);
        }
        journal.outcome(record, epoch, intent, result);
        if (phase != null) {
            point.reached(phase, KillPoint.Boundary.AFTER_OUTCOME);
        }
    }

    @Override
    public List<String> openIntents(MoveId move) {
        return journal.openIntents(move);
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        journal.note(move, epoch, actor, text);
    }
}

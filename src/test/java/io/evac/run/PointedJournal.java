package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.util.List;

/** The real journal, every write of which is a point of a story before and after its commit. */
record PointedJournal(Journal real, BatchTroubles troubles) implements Journal {
    @Override
    public MoveRecord read(MoveId move) {
        return real.read(move);
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        boolean lost = troubles.writes(record.id());
        real.write(record, epoch, actor, reason);
        committed(record.id(), lost);
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        boolean lost = troubles.writes(record.id());
        long intent = real.intent(record, epoch, phase, what);
        troubles.means(record.id(), intent);
        committed(record.id(), lost);
        return intent;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        boolean lost = troubles.writes(record.id());
        real.outcome(record, epoch, intent, result);
        troubles.done(record.id(), intent);
        committed(record.id(), lost);
    }

    private void committed(MoveId move, boolean lost) {
        boolean again = troubles.writes(move);
        if (lost || again) {
            throw new JournalException(
                    "the commit of " + move + " was not acknowledged", false, new IllegalStateException("no answer"));
        }
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        return real.openIntents(move);
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        real.note(move, epoch, actor, text);
    }

    @Override
    public void foretell(MoveId move, long epoch, String text) {
        real.foretell(move, epoch, text);
    }
}

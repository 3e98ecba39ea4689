package io.evac.simulation;

import io.evac.migration.Journal;
import io.evac.migration.MemoryJournal;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.util.List;
import java.util.function.Consumer;

/** A database that can be away: every write is a point of the story before and after its commit. */
final class WatchedJournal implements Journal {
    private final MemoryJournal rows;
    private final Runnable database;
    private final Consumer<String> point;
    private final Coverage coverage;
    private final Consumer<MoveId> written;

    /**
     * @param database throws while it is away
     * @param written told of every move whose row was written
     */
    WatchedJournal(
            MemoryJournal rows,
            Runnable database,
            Consumer<String> point,
            Coverage coverage,
            Consumer<MoveId> written) {
        this.written = written;
        this.rows = rows;
        this.database = database;
        this.point = point;
        this.coverage = coverage;
    }

    private MoveState before(String what, MoveRecord record) {
        database.run();
        point.accept("before " + what);
        return rows.read(record.id()).state();
    }

    private void after(String what, MoveState before, MoveRecord record) {
        written.accept(record.id());
        coverage.transition(before, record.state());
        record.phase().ifPresent(coverage::phase);
        point.accept("after " + what);
    }

    @Override
    public MoveRecord read(MoveId move) {
        database.run();
        return rows.read(move);
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        MoveState then = before("write: " + record.state().word() + ", " + reason, record);
        rows.write(record, epoch, actor, reason);
        after("write", then, record);
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        MoveState then = before("intent: " + what, record);
        long number = rows.intent(record, epoch, phase, what);
        after("intent", then, record);
        return number;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        MoveState then = before("outcome: " + result, record);
        rows.outcome(record, epoch, intent, result);
        after("outcome", then, record);
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        database.run();
        return rows.openIntents(move);
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        database.run();
        point.accept("before note");
        rows.note(move, epoch, actor, text);
    }
}

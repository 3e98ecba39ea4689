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
    /** Hears of every write, before and after it. */
    @FunctionalInterface
    interface Writes {
        void at(MoveRecord record, String what, boolean after);
    }

    private final MemoryJournal rows;
    private final Runnable database;
    private final Writes writes;
    private final Coverage coverage;
    private final Consumer<MoveId> written;

    /**
     * @param database throws while it is away
     * @param written told of every move whose row was written
     */
    WatchedJournal(MemoryJournal rows, Runnable database, Writes writes, Coverage coverage, Consumer<MoveId> written) {
        this.written = written;
        this.rows = rows;
        this.database = database;
        this.writes = writes;
        this.coverage = coverage;
    }

    private MoveState before(String what, MoveRecord record) {
        database.run();
        writes.at(record, what, false);
        return rows.read(record.id()).state();
    }

    private void after(String what, MoveState before, MoveRecord record) {
        written.accept(record.id());
        coverage.transition(before, record.state());
        record.phase().ifPresent(coverage::phase);
        writes.at(record, what, true);
    }

    @Override
    public MoveRecord read(MoveId move) {
        database.run();
        return rows.read(move);
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        String what = "write: " + record.state().word() + ", " + reason;
        MoveState then = before(what, record);
        rows.write(record, epoch, actor, reason);
        after(what, then, record);
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        String words = "intent: " + what;
        MoveState then = before(words, record);
        long number = rows.intent(record, epoch, phase, what);
        after(words, then, record);
        return number;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        String what = "outcome of " + meant(record, intent) + ": " + result;
        MoveState then = before(what, record);
        rows.outcome(record, epoch, intent, result);
        after(what, then, record);
    }

    /** What an open intent says; one that another process has answered says nothing any more. */
    private String meant(MoveRecord record, long intent) {
        return rows.openIntents(record.id()).stream()
                .filter(open -> open.number() == intent)
                .map(Intent::what)
                .findFirst()
                .orElse("what another has answered");
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        database.run();
        return rows.openIntents(move);
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        database.run();
        writes.at(rows.read(move), "note: " + text, false);
        rows.note(move, epoch, actor, text);
    }

    @Override
    public void foretell(MoveId move, long epoch, String text) {
        database.run();
        writes.at(rows.read(move), "warning: " + text, false);
        rows.foretell(move, epoch, text);
    }
}

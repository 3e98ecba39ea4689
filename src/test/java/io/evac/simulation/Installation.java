package io.evac.simulation;

import io.evac.migration.Journal;
import io.evac.migration.MemoryJournal;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One Evac with its database: what outlives its processes. */
final class Installation {
    final String id;
    final List<Move> moves;
    final MemoryJournal rows = new MemoryJournal();
    final MemoryLeases leases;
    /** What the migrator writes through; may be broken on purpose. */
    final Journal journal;

    final Set<MoveId> cancelled = new HashSet<>();

    /** Whether people want its run to stop where nothing is down. */
    private boolean paused;

    /** Ended by a backup's word, that is: what came after it is forgotten, and nobody asks again by himself. */
    private final Set<MoveId> stale = new HashSet<>();

    private MemoryJournal.Saved backup;
    private long awayUntil;
    private final Story story;
    private int nodes;
    private boolean restored;
    private long newest;

    Installation(String id, List<Move> moves, Story story) {
        this.id = id;
        this.moves = moves;
        this.story = story;
        this.leases = new MemoryLeases(story.clock::millis, this::database);
        moves.forEach(move -> rows.put(MemoryJournal.planned(move.id())));
        this.backup = rows.save();
        this.journal = story.mutant
                .journal()
                .apply(
                        story,
                        new WatchedJournal(
                                rows,
                                this::database,
                                (record, what, after) -> story.write(this, record, what, after),
                                story.coverage,
                                stale::remove));
    }

    private void database() {
        if (isAway()) {
            throw new Journal.JournalException("database away", false, new IllegalStateException("away"));
        }
    }

    /** Somebody leads it now, under this epoch. */
    void leads(long epoch) {
        newest = epoch;
    }

    long newestEpoch() {
        return newest;
    }

    boolean isAway() {
        return story.clock.millis() < awayUntil;
    }

    boolean wasAwayLately() {
        return awayUntil > 0 && story.clock.millis() < awayUntil + 3_600_000;
    }

    /** An acknowledgement was lost: for whoever waited the database was away. */
    void hiccup() {
        awayUntil = Math.max(awayUntil, story.clock.millis());
    }

    void goAway(long millis) {
        awayUntil = story.clock.millis() + millis;
    }

    void comeBack() {
        awayUntil = Math.min(awayUntil, story.clock.millis());
    }

    void back() {
        backup = rows.save();
    }

    /** The rows as they were at the last backup; the lease of then is over. */
    void restore() {
        rows.restore(backup);
        leases.forget();
        restored = true;

        moves.forEach(move -> stale.add(move.id()));
    }

    boolean wasRestored() {
        return restored;
    }

    boolean isStale(Move move) {
        return stale.contains(move.id());
    }

    void pause(boolean asked) {
        paused = asked;
    }

    boolean isPaused() {
        return paused;
    }

    String owner() {
        return id + "/R-1";
    }

    String nextNode() {
        nodes++;
        return owner() + "@node" + nodes;
    }

    Journal.MoveRecord record(Move move) {
        return rows.read(move.id());
    }
}

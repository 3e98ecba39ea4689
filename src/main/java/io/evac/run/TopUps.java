package io.evac.run;

import io.evac.migration.Journal;
import io.evac.migration.Migrator;
import java.time.Clock;
import java.time.Duration;

/** Keeps the copies of moves up to date that wait for their window to open, as often as the window wants it. */
final class TopUps {
    private final MoveWalker walker;
    private final Journal journal;
    private final Clock clock;

    TopUps(MoveWalker walker, Journal journal, Clock clock) {
        this.walker = walker;
        this.journal = journal;
        this.clock = clock;
    }

    boolean wanted(LiveRun live, DueMove due) {
        return due.copiedAt()
                .flatMap(copied ->
                        live.times().window(due.move().id()).filter(window -> window.stale(copied, clock.instant())))
                .isPresent();
    }

    /** One more round; the move as it is due behind it. A round that came to nothing has its turn again as late as any. */
    DueMove make(LiveRun live, DueMove due) {
        walker.topUp(live, due.move());
        return due.toppedUp(cutover(due), clock.instant());
    }

    /** The last known one while the database is away: the walk has noticed, or the next one will. */
    private Duration cutover(DueMove due) {
        try {
            return Migrator.longestCutover(due.move(), journal.read(due.move().id()));
        } catch (Journal.JournalException away) {
            return due.cutover();
        }
    }
}

package io.evac.journal;

import io.evac.migration.Journal;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.notice.What;
import io.evac.plan.MoveId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The journal in the database. Every write locks the row of the run's lease first, and looks at its epoch. */
public final class JdbcJournal implements Journal {
    private static final String ORCHESTRATOR = "evac";
    private static final int CODE = 32;

    private final Database database;
    private final GroupCommit commits;
    private final Events events;
    private final Stays stays;
    private final MoveListener listener;

    public JdbcJournal(Database database, Clock clock) {
        this(database, clock, MoveListener.NONE);
    }

    public JdbcJournal(Database database, Clock clock, MoveListener listener) {
        this.database = database;
        this.commits = new GroupCommit(database);
        this.events = new Events(clock);
        this.stays = new Stays(clock);
        this.listener = listener;
    }

    @Override
    public MoveRecord read(MoveId move) {
        return database.transact("read move " + move, client -> row(client, move));
    }

    /** All moves of a run, by source host, band and order; one query. */
    public List<MoveRecord> ofRun(String run) {
        return database.transact("read the moves of run " + run, client -> ofRun(client, run));
    }

    static List<MoveRecord> ofRun(JdbcClient client, String run) {
        return client.sql("SELECT " + MoveRows.COLUMNS + " FROM " + MoveRows.TABLES
                        + " WHERE m.run = ? ORDER BY m.source, m.band, m.position")
                .param(run)
                .query(MoveRows::read)
                .list();
    }

    static List<MoveRecord> ofBand(JdbcClient client, String run, String source, int band) {
        return client.sql("SELECT " + MoveRows.COLUMNS + " FROM " + MoveRows.TABLES
                        + " WHERE m.run = ? AND m.source = ? AND m.band = ? ORDER BY m.position")
                .param(run)
                .param(source)
                .param(band)
                .query(MoveRows::read)
                .list();
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        listener.written(commits.transact("write move " + record.id(), group -> {
            MoveListener.Change change = rewrite(group, record, epoch);
            events.append(group.client(), transition(record, epoch, actor, change.before(), reason));
            return change;
        }));
    }

    /** Brings the move's row and its stays up to the record, under the lease; answers what that changes. */
    private MoveListener.Change rewrite(Group group, MoveRecord record, long epoch) {
        group.own(record.run(), epoch);
        Stays.Before before = stays.before(group.client(), record.id()).orElseThrow(() -> unknown(record.id()));
        update(group.client(), record, stays.follow(group.client(), before, record));
        Optional<Phase> phase = before.state() == record.state() ? record.phase() : stays.last(group.client(), record);
        return new MoveListener.Change(before.from(), before.state(), before.downtimeMillis(), phase, record);
    }

    private static void update(JdbcClient client, MoveRecord record, @Nullable Long openPhase) {
        // An operator may ask for cancellation between our read and this write: it stays asked until the move is over.
        // So does an order to go home, until the way home begins or what it was given of is over.
        // MySQL assigns from left to right, so the old state must be looked at first.
        client.sql("""
                UPDATE evac_migration SET
                  cancel_requested = CASE
                    WHEN ? THEN TRUE
                    WHEN state IN ('FAILED', 'ROLLED_BACK', 'CANCELLED', 'NEEDS_ATTENTION') THEN FALSE
                    ELSE cancel_requested END,
                  home_order = CASE
                    WHEN ? IN ('MOVED', 'VERIFIED') AND state IN ('MOVED', 'VERIFIED') THEN home_order
                    WHEN ? = 'NEEDS_ATTENTION' AND state = 'NEEDS_ATTENTION' THEN home_order
                    ELSE NULL END,
                  state = ?, phase = ?, completed = ?, attempt = ?, n = ?, homeward = ?, checkpoint = ?,
                  stopped_at = ?, downtime_millis = ?, failures = ?, code = ?, message = ?, open_phase = ?
                WHERE move = ?""")
                .param(record.cancelRequested())
                .param(record.state().name())
                .param(record.state().name())
                .param(record.state().name())
                .param(record.phase().map(Phase::name).orElse(null))
                .param(MoveRows.text(record.completed()))
                .param(record.attempt())
                .param(record.n())
                .param(record.homeward())
                .param(MoveRows.text(record.checkpoint()))
                .param(record.stoppedAt().orElse(null))
                .param(record.downtimeMillis())
                .param(record.failures())
                .param(Events.fitOrNull(record.code(), CODE))
                .param(Events.fitOrNull(record.message(), Events.TEXT))
                .param(openPhase)
                .param(record.id().value())
                .update();
    }

    private static Events.Entry transition(
            MoveRecord record, long epoch, String actor, MoveState before, String reason) {
        String change = before == record.state()
                ? record.state().word()
                : before.word() + " → " + record.state().word();
        String where =
                record.phase().map(phase -> ", " + phase.word()).orElse("") + (record.homeward() ? " (home)" : "");
        Events.Entry entry = Events.Entry.ofMove(
                        record.run(), record.id(), "transition", actor, change + where + ": " + reason)
                .under(epoch);
        Events.Entry placed = record.phase().map(entry::in).orElse(entry);
        boolean calls = record.state() == MoveState.NEEDS_ATTENTION && before != record.state();
        return calls ? placed.telling(What.NEEDS_HUMAN) : placed;
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        record Written(MoveListener.Change change, long number) {}
        Written written = commits.transact("write an intent of move " + record.id(), group -> {
            MoveListener.Change change = rewrite(group, record, epoch);
            Events.Entry intent = mine(record, "intent", what).under(epoch).in(phase);
            return new Written(change, events.number(group.client(), intent));
        });
        listener.written(written.change());
        return written.number();
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        try {
            listener.written(commits.transact("write an outcome of move " + record.id(), group -> {
                MoveListener.Change change = rewrite(group, record, epoch);
                events.append(
                        group.client(),
                        mine(record, "outcome", result).under(epoch).answering(intent));
                return change;
            }));
        } catch (DuplicateKeyException alreadyThere) {
            // An intent has one outcome. The first one was written before whatever followed from it, so it stays.
            write(record, epoch, ORCHESTRATOR, "a second outcome of intent " + intent + " was not written: " + result);
        }
    }

    private static Events.Entry mine(MoveRecord record, String kind, String text) {
        return Events.Entry.ofMove(record.run(), record.id(), kind, ORCHESTRATOR, text);
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        return database.transact(
                "read the intents of move " + move,
                client -> client.sql("""
                        SELECT i.number, i.text FROM evac_event i
                        WHERE i.move = ? AND i.kind = 'intent'
                          AND NOT EXISTS (SELECT 1 FROM evac_event o WHERE o.intent = i.number)
                        ORDER BY i.number""")
                        .param(move.value())
                        .query((row, index) -> new Intent(row.getLong("number"), row.getString("text")))
                        .list());
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        append(move, epoch, run -> Events.Entry.ofMove(run, move, "note", actor, text));
    }

    @Override
    public void foretell(MoveId move, long epoch, String text) {
        append(
                move,
                epoch,
                run -> Events.Entry.ofMove(run, move, What.WILL_NOT_CONVERGE.word(), ORCHESTRATOR, text)
                        .telling(What.WILL_NOT_CONVERGE));
    }

    private void append(MoveId move, long epoch, Function<String, Events.Entry> entry) {
        commits.transact("write a note on move " + move, group -> {
            String run = row(group.client(), move).run();
            group.own(run, epoch);
            events.append(group.client(), entry.apply(run).under(epoch));
            return true;
        });
    }

    private static MoveRecord row(JdbcClient client, MoveId move) {
        return client.sql("SELECT " + MoveRows.COLUMNS + " FROM " + MoveRows.TABLES + " WHERE m.id = ?")
                .param(move.value())
                .query(MoveRows::read)
                .optional()
                .orElseThrow(() -> unknown(move));
    }

    private static IllegalArgumentException unknown(MoveId move) {
        return new IllegalArgumentException(
                "move " + move + " is not in the journal. Maybe its plan was never applied");
    }
}

package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.notice.What;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.run.CutoverWish;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.RunStore;
import io.evac.schedule.Terms;
import io.evac.schedule.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs and their moves; runs are created one after the other, under the lock of the row that numbers them. */
public final class JdbcRunStore implements RunStore {
    private static final String SELECT =
            "SELECT id, plan, state, sequence, occurrence, created, started, ended FROM evac_run ";

    private final Database database;
    private final PlanStore plans;
    private final Clock clock;
    private final Events events;
    private final RunBirths births;
    private final Wishes wishes;

    public JdbcRunStore(Database database, PlanStore plans, Clock clock) {
        this.database = database;
        this.plans = plans;
        this.clock = clock;
        this.events = new Events(clock);
        this.births = new RunBirths(database, clock);
        this.wishes = new Wishes(database, events);
    }

    @Override
    public RunRecord create(Plan plan, Optional<String> occurrence, Terms terms, String actor) {
        plans.put(plan);
        return database.transact(
                "create the run of plan " + plan.id(), client -> births.create(client, plan, occurrence, terms, actor));
    }

    /** Taken by whoever creates a run, or opens one again: one after the other. */
    static long lockNumbers(JdbcClient client) {
        return client.sql("SELECT given FROM evac_sequence WHERE name = 'run' FOR UPDATE")
                .query(Long.class)
                .single();
    }

    @Override
    public Optional<RunRecord> find(RunId id) {
        return database.transact("read run " + id, client -> find(client, id));
    }

    @Override
    public Optional<RunRecord> ofPlan(PlanId plan) {
        return database.transact("look for the run of plan " + plan, client -> ofPlan(client, plan));
    }

    @Override
    public Optional<RunRecord> ofOccurrence(String occurrence) {
        return database.transact(
                "look for the run of occurrence " + occurrence, client -> ofOccurrence(client, occurrence));
    }

    @Override
    public Optional<RunRecord> unfinished(String schedule) {
        String mark = schedule + "/";
        return database.transact(
                "look for the unfinished run of schedule " + schedule,
                client -> client.sql(SELECT + """
                        WHERE state NOT IN (:ended) AND id IN (SELECT run FROM evac_run_occurrence
                          WHERE LEFT(occurrence, :length) = :mark)
                        ORDER BY number DESC LIMIT 1""")
                        .param(
                                "ended",
                                Arrays.stream(RunState.values())
                                        .filter(RunState::ended)
                                        .map(RunState::name)
                                        .toList())
                        .param("length", mark.length())
                        .param("mark", mark)
                        .query(JdbcRunStore::read)
                        .optional());
    }

    @Override
    public Optional<Window> window(RunId id) {
        return database.transact("read the window of run " + id, client -> Windows.of(client, id.value()));
    }

    @Override
    public void enterWindow(RunId id, String occurrence, Window window, String actor) {
        database.transact("write the window of run " + id, client -> {
            lockLease(client, id);
            Optional<Window> before = Windows.of(client, id.value());
            if (before.filter(window::equals).isEmpty()) {
                RunBirths.answer(client, occurrence, id);
                Windows.put(client, id, window);
                boolean another = !before.map(Window::opens).equals(Optional.of(window.opens()));
                Events.Entry entered = Events.Entry.ofRun(id.value(), "window", actor, window.words());
                // Of the first one its birth tells.
                events.append(client, another && before.isPresent() ? entered.telling(What.PLANNED) : entered);
                if (another) {
                    Wishes.forgetEarly(client, id);
                }
            }
            return true;
        });
    }

    @Override
    public boolean leaveWindow(RunId id, String actor) {
        return database.transact("take the window from run " + id, client -> {
            lockLease(client, id);
            boolean had = Windows.remove(client, id);
            if (had) {
                events.append(
                        client, Events.Entry.ofRun(id.value(), "window", actor, "outside its window from now on"));
            }
            return had;
        });
    }

    @Override
    public void willMissWindow(RunId id, String window, String why) {
        database.transact("write that run " + id + " will miss its window", client -> {
            lockLease(client, id);
            boolean still = Windows.of(client, id.value())
                    .filter(now -> now.words().equals(window))
                    .isPresent();
            boolean first = still && Windows.warn(client, id, clock.millis());
            if (first) {
                events.append(
                        client,
                        Events.Entry.ofRun(id.value(), "will-miss-window", "evac", why)
                                .telling(What.WILL_MISS_WINDOW));
            }
            return first;
        });
    }

    @Override
    public List<Passage> passages(HostName host) {
        return database.transact(
                "list what left or reached " + host,
                client -> client.sql("""
                        SELECT r.plan, m.id FROM evac_move m JOIN evac_migration g ON g.move = m.id
                          JOIN evac_run r ON r.id = m.run
                        WHERE g.state IN ('MOVED', 'VERIFIED', 'FINALIZED') AND (m.source = :host OR m.destination = :host)
                        ORDER BY r.number, m.number""")
                        .param("host", host.value())
                        .query((row, index) ->
                                new Passage(new PlanId(row.getString("plan")), new MoveId(row.getString("id"))))
                        .list());
    }

    @Override
    public List<RunRecord> withCopies() {
        return database.transact(
                "list the runs with copies",
                client -> client.sql(SELECT + """
                        WHERE id IN (SELECT m.run FROM evac_move m JOIN evac_migration g ON g.move = m.id
                          WHERE g.state = 'VERIFIED'
                            OR (g.state = 'ROLLED_BACK' AND g.completed NOT LIKE '%FINALIZE%')
                            OR (g.state = 'FAILED' AND g.checkpoint LIKE '%fenceWhenBack%'))
                        ORDER BY number""").query(JdbcRunStore::read).list());
    }

    @Override
    public Map<MoveId, RunId> takenOver(RunId id) {
        return database.transact(
                "look who has the parked copies of run " + id, client -> Successors.of(client, id.value()));
    }

    @Override
    public List<RunRecord> inState(List<RunState> states) {
        if (states.isEmpty()) {
            return List.of();
        }
        return database.transact(
                "list the runs",
                client -> client.sql(SELECT + "WHERE state IN (:states) ORDER BY number")
                        .param("states", states.stream().map(RunState::name).toList())
                        .query(JdbcRunStore::read)
                        .list());
    }

    @Override
    public boolean transition(RunId id, List<RunState> from, RunState to, String actor, String reason) {
        return transition(id, from, to, actor, reason, JdbcRunStore::told);
    }

    @Override
    public boolean leave(RunId id, List<RunState> from, RunState to, String reason) {
        return transition(id, from, to, "evac", reason, (before, after) -> Optional.of(What.NEEDS_HUMAN));
    }

    private boolean transition(
            RunId id,
            List<RunState> from,
            RunState to,
            String actor,
            String reason,
            BiFunction<RunState, RunState, Optional<What>> told) {
        if (from.isEmpty()) {
            return false;
        }
        return database.transact("write the state of run " + id, client -> {
            lockNumbers(client);
            Optional<RunRecord> before = find(client, id);
            lockLease(client, id);
            if (before.isEmpty() || !from.contains(before.get().state()) || !set(client, before.get(), to)) {
                return false;
            }
            if (before.get().state().ended() && !to.ended()) {
                Conflicts.refuse(client, id);
            }
            String change = before.get().state().word() + " → " + to.word();
            Events.Entry entry = Events.Entry.ofRun(id.value(), "run", actor, change + ": " + reason);
            events.append(
                    client,
                    told.apply(before.get().state(), to).map(entry::telling).orElse(entry));
            return true;
        });
    }

    /** What people may want to be told of it; a move that needs somebody is told of when it does, and not at the end again. */
    private static Optional<What> told(RunState before, RunState to) {
        return switch (to) {
            case RUNNING -> before == RunState.PLANNED ? Optional.of(What.STARTING) : Optional.empty();
            case FINISHED, CANCELLED -> Optional.of(What.FINISHED);
            case FINISHED_WITH_FAILURES, NEEDS_ATTENTION -> Optional.of(What.FAILED);
            case WAITING -> Optional.of(What.POSTPONED);
            // Whoever paused it knows; at the end of its last window nobody does.
            case PAUSED -> before == RunState.RUNNING ? Optional.of(What.NEEDS_HUMAN) : Optional.empty();
            case PLANNED, SCHEDULED, PAUSING, STOPPING, INTERRUPTED -> Optional.empty();
        };
    }

    private boolean set(JdbcClient client, RunRecord before, RunState to) {
        long now = clock.millis();
        return client.sql("""
                        UPDATE evac_run SET state = ?, started = COALESCE(started, ?), ended = ?
                        WHERE id = ? AND state = ?""")
                        .param(to.name())
                        .param(to == RunState.RUNNING ? now : null)
                        .param(to.ended() ? now : null)
                        .param(before.id().value())
                        .param(before.state().name())
                        .update()
                == 1;
    }

    @Override
    public int nextSequence(RunId id) {
        return database.transact("raise the sequence of run " + id, client -> {
            client.sql("UPDATE evac_run SET sequence = sequence + 1 WHERE id = ?")
                    .param(id.value())
                    .update();
            return find(client, id).orElseThrow(() -> unknown(id)).sequence();
        });
    }

    @Override
    public Map<MoveState, Integer> counts(RunId id) {
        return database.transact("count the moves of run " + id, client -> {
            Map<MoveState, Integer> counts = new EnumMap<>(MoveState.class);
            client.sql("SELECT g.state, COUNT(*) AS moves FROM " + MoveRows.TABLES
                            + " WHERE m.run = ? GROUP BY g.state")
                    .param(id.value())
                    .query(row -> {
                        counts.put(MoveState.valueOf(row.getString("state")), row.getInt("moves"));
                    });
            return counts;
        });
    }

    @Override
    public List<MoveRecord> moves(RunId id) {
        return database.transact("read the moves of run " + id, client -> JdbcJournal.ofRun(client, id.value()));
    }

    @Override
    public List<MoveRecord> moves(RunId id, HostName source, int band) {
        return database.transact(
                "read the moves of run " + id + " from " + source,
                client -> JdbcJournal.ofBand(client, id.value(), source.value(), band));
    }

    @Override
    public boolean requestCancel(MoveId move, boolean wanted, String actor) {
        return wishes.requestCancel(move, wanted, actor);
    }

    @Override
    public boolean orderHome(MoveId move, Optional<String> order, String actor) {
        return wishes.orderHome(move, order, actor);
    }

    @Override
    public Set<MoveId> orderedHome(RunId id) {
        return wishes.orderedHome(id);
    }

    @Override
    public boolean orderedHome(MoveId move) {
        return wishes.orderedHome(move);
    }

    @Override
    public boolean wishCutover(MoveId move, CutoverWish wish, String actor) {
        return wishes.cutover(move, wish, actor);
    }

    @Override
    public void forgetCutoverWish(MoveId move) {
        wishes.forgetCutover(move);
    }

    @Override
    public Map<MoveId, CutoverWish> cutoverWishes(RunId id) {
        return wishes.cutovers(id);
    }

    @Override
    public void event(RunId id, String kind, String actor, String text) {
        database.transact("write an event of run " + id, client -> {
            lockLease(client, id);
            events.append(client, Events.Entry.ofRun(id.value(), kind, actor, text));
            return true;
        });
    }

    /** Makes the events of a run visible in the order of their numbers. */
    static void lockLease(JdbcClient client, RunId id) {
        client.sql("SELECT epoch FROM evac_lease WHERE run = ? FOR UPDATE")
                .param(id.value())
                .query(Long.class)
                .optional()
                .orElseThrow(() -> unknown(id));
    }

    static Optional<RunRecord> find(JdbcClient client, RunId id) {
        return client.sql(SELECT + "WHERE id = ?")
                .param(id.value())
                .query(JdbcRunStore::read)
                .optional();
    }

    static Optional<RunRecord> ofPlan(JdbcClient client, PlanId plan) {
        return client.sql(SELECT + "WHERE plan = ?")
                .param(plan.value())
                .query(JdbcRunStore::read)
                .optional();
    }

    static Optional<RunRecord> ofOccurrence(JdbcClient client, String occurrence) {
        return client.sql(SELECT + "WHERE id = (SELECT run FROM evac_run_occurrence WHERE occurrence = ?)")
                .param(occurrence)
                .query(JdbcRunStore::read)
                .optional();
    }

    private static RunRecord read(ResultSet row, int index) throws SQLException {
        return new RunRecord(
                new RunId(row.getString("id")),
                new PlanId(row.getString("plan")),
                RunState.valueOf(row.getString("state")),
                row.getInt("sequence"),
                Optional.ofNullable(row.getString("occurrence")),
                Instant.ofEpochMilli(row.getLong("created")),
                Optional.ofNullable(MoveRows.longOrNull(row, "started")).map(Instant::ofEpochMilli),
                Optional.ofNullable(MoveRows.longOrNull(row, "ended")).map(Instant::ofEpochMilli));
    }

    private static IllegalArgumentException unknown(RunId id) {
        return new IllegalArgumentException("no such run: " + id + ". Maybe look at evac status");
    }
}

package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.RunStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs and their moves; runs are created one after the other, under the lock of the row that numbers them. */
public final class JdbcRunStore implements RunStore {
    private static final int BATCH = 500;
    private static final String SELECT =
            "SELECT id, plan, state, sequence, occurrence, created, started, ended FROM evac_run ";

    private final Database database;
    private final PlanStore plans;
    private final Clock clock;
    private final Events events;

    public JdbcRunStore(Database database, PlanStore plans, Clock clock) {
        this.database = database;
        this.plans = plans;
        this.clock = clock;
        this.events = new Events(clock);
    }

    @Override
    public RunRecord create(Plan plan, Optional<String> occurrence, String actor) {
        plans.put(plan);
        return database.transact("create the run of plan " + plan.id(), client -> {
            long last = lockNumbers(client);
            Optional<RunRecord> answered =
                    occurrence.flatMap(it -> ofOccurrence(client, it)).or(() -> ofPlan(client, plan.id()));
            if (answered.isPresent()) {
                occurrence.ifPresent(it -> answer(client, it, answered.get().id()));
                return answered.get();
            }
            RunId id = new RunId("R-" + (last + 1));
            client.sql("UPDATE evac_sequence SET given = ? WHERE name = 'run'")
                    .param(last + 1)
                    .update();
            insert(client, id, last + 1, plan, occurrence);
            insertMoves(id, plan.moves());
            Conflicts.refuse(client, id);
            occurrence.ifPresent(it -> answer(client, it, id));
            events.append(
                    client,
                    Events.Entry.ofRun(
                            id.value(),
                            "created",
                            actor,
                            "run of plan " + plan.id() + " with " + plan.moves().size() + " moves and "
                                    + plan.refusals().size() + " refusals"));
            return find(client, id).orElseThrow();
        });
    }

    private static long lockNumbers(JdbcClient client) {
        return client.sql("SELECT given FROM evac_sequence WHERE name = 'run' FOR UPDATE")
                .query(Long.class)
                .single();
    }

    private void insert(JdbcClient client, RunId id, long number, Plan plan, Optional<String> occurrence) {
        client.sql("""
                INSERT INTO evac_run (number, id, plan, state, sequence, occurrence, created)
                VALUES (?, ?, ?, ?, 1, ?, ?)""")
                .param(number)
                .param(id.value())
                .param(plan.id().value())
                .param(RunState.PLANNED.name())
                .param(occurrence.orElse(null))
                .param(clock.millis())
                .update();
        client.sql("INSERT INTO evac_lease (run, owner, epoch, expires) VALUES (?, '', 0, 0)")
                .param(id.value())
                .update();
    }

    private void insertMoves(RunId run, List<Move> moves) {
        database.template().batchUpdate("""
                        INSERT INTO evac_move (id, number, run, list_row, instance, source, destination, type, band,
                          position, estimate, state, completed, attempt, n, homeward, checkpoint, downtime_millis,
                          failures, cancel_requested)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PLANNED', '', 1, 0, FALSE, '{}', 0, 0, FALSE)""", moves, BATCH, (statement, move) -> fill(statement, run, move));
    }

    private static void fill(PreparedStatement statement, RunId run, Move move) throws SQLException {
        String id = move.id().value();
        statement.setString(1, id);
        statement.setLong(2, Long.parseLong(id.substring(id.indexOf('.') + 1)));
        statement.setString(3, run.value());
        statement.setInt(4, move.row());
        statement.setString(5, move.instance().name().value());
        statement.setString(6, move.from().value());
        statement.setString(7, move.to().value());
        statement.setString(8, move.type().value());
        statement.setInt(9, move.band());
        statement.setInt(10, move.order());
        statement.setLong(11, move.estimate().bytes());
    }

    private static void answer(JdbcClient client, String occurrence, RunId run) {
        if (ofOccurrence(client, occurrence).isEmpty()) {
            client.sql("INSERT INTO evac_run_occurrence (occurrence, run) VALUES (?, ?)")
                    .param(occurrence)
                    .param(run.value())
                    .update();
        }
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
            events.append(client, Events.Entry.ofRun(id.value(), "run", actor, change + ": " + reason));
            return true;
        });
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
            client.sql("SELECT state, COUNT(*) AS moves FROM evac_move WHERE run = ? GROUP BY state")
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
        return database.transact("ask for the cancellation of move " + move, client -> {
            String run = client.sql("SELECT run FROM evac_move WHERE id = ?")
                    .param(move.value())
                    .query(String.class)
                    .optional()
                    .orElseThrow(() -> new IllegalArgumentException("no such move: " + move));
            lockLease(client, new RunId(run));
            int changed = client.sql("UPDATE evac_move SET cancel_requested = ? WHERE id = ? AND cancel_requested <> ?")
                    .param(wanted)
                    .param(move.value())
                    .param(wanted)
                    .update();
            if (changed == 0) {
                return false;
            }
            String text = wanted ? "cancellation requested" : "cancellation taken back";
            events.append(client, Events.Entry.ofMove(run, move, "cancel", actor, text));
            return true;
        });
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
    private static void lockLease(JdbcClient client, RunId id) {
        client.sql("SELECT epoch FROM evac_lease WHERE run = ? FOR UPDATE")
                .param(id.value())
                .query(Long.class)
                .optional()
                .orElseThrow(() -> unknown(id));
    }

    private static Optional<RunRecord> find(JdbcClient client, RunId id) {
        return client.sql(SELECT + "WHERE id = ?")
                .param(id.value())
                .query(JdbcRunStore::read)
                .optional();
    }

    private static Optional<RunRecord> ofPlan(JdbcClient client, PlanId plan) {
        return client.sql(SELECT + "WHERE plan = ?")
                .param(plan.value())
                .query(JdbcRunStore::read)
                .optional();
    }

    private static Optional<RunRecord> ofOccurrence(JdbcClient client, String occurrence) {
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

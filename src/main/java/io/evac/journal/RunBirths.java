package io.evac.journal;

import io.evac.notice.What;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import io.evac.run.RunId;
import io.evac.run.RunState;
import io.evac.run.RunStore.RunRecord;
import io.evac.schedule.Terms;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes runs with all their moves, one after the other, under the lock of the row that numbers them. */
final class RunBirths {
    private static final int BATCH = 500;
    private final Database database;
    private final Clock clock;
    private final Events events;

    RunBirths(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.events = new Events(clock);
    }

    /** Within somebody's transaction; the plan is stored already. */
    RunRecord create(JdbcClient client, Plan plan, Optional<String> occurrence, Terms terms, String actor) {
        long last = JdbcRunStore.lockNumbers(client);
        Optional<RunRecord> answered = occurrence
                .flatMap(it -> JdbcRunStore.ofOccurrence(client, it))
                .or(() -> JdbcRunStore.ofPlan(client, plan.id()));
        if (answered.isPresent()) {
            occurrence.ifPresent(it -> answer(client, it, answered.get().id()));
            return answered.get();
        }
        RunId id = new RunId("R-" + (last + 1));
        client.sql("UPDATE evac_sequence SET given = ? WHERE name = 'run'")
                .param(last + 1)
                .update();
        insert(client, id, last + 1, plan, occurrence, terms);
        insertMoves(id, plan.moves());
        Conflicts.refuse(client, id);
        occurrence.ifPresent(it -> answer(client, it, id));
        events.append(
                client,
                Events.Entry.ofRun(
                                id.value(),
                                "created",
                                actor,
                                "run of plan " + plan.id() + " with "
                                        + plan.moves().size() + " moves and "
                                        + plan.refusals().size() + " refusals"
                                        + words(terms))
                        .telling(What.PLANNED));
        return JdbcRunStore.find(client, id).orElseThrow();
    }

    private static String words(Terms terms) {
        return (terms.bandwidth().entries().isEmpty() ? "" : ", bandwidth " + terms.bandwidth())
                + (terms.hooks().isEmpty() ? "" : ", hooks " + terms.hooks());
    }

    private void insert(JdbcClient client, RunId id, long number, Plan plan, Optional<String> occurrence, Terms terms) {
        client.sql("""
                INSERT INTO evac_run (number, id, plan, state, sequence, occurrence, created, bandwidth, hooks)
                VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)""")
                .param(number)
                .param(id.value())
                .param(plan.id().value())
                .param(RunState.PLANNED.name())
                .param(occurrence.orElse(null))
                .param(clock.millis())
                .param(JdbcBandwidthStore.column(terms.bandwidth()))
                .param(JdbcHookStore.column(terms.hooks()))
                .update();
        client.sql("INSERT INTO evac_lease (run, owner, epoch, expires) VALUES (?, '', 0, 0)")
                .param(id.value())
                .update();
    }

    private void insertMoves(RunId run, List<Move> moves) {
        database.template().batchUpdate("""
                        INSERT INTO evac_move (id, number, run, list_row, instance, source, destination, type, band,
                          position, estimate)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", moves, BATCH, (statement, move) -> fill(statement, run, move));
        database.template()
                .batchUpdate(
                        """
                        INSERT INTO evac_migration (move, state, completed, attempt, n, homeward, checkpoint,
                          downtime_millis, failures, cancel_requested)
                        VALUES (?, 'PLANNED', '', 1, 0, FALSE, '{}', 0, 0, FALSE)""",
                        moves,
                        BATCH,
                        (statement, move) -> statement.setString(1, move.id().value()));
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

    static void answer(JdbcClient client, String occurrence, RunId run) {
        if (JdbcRunStore.ofOccurrence(client, occurrence).isEmpty()) {
            client.sql("INSERT INTO evac_run_occurrence (occurrence, run) VALUES (?, ?)")
                    .param(occurrence)
                    .param(run.value())
                    .update();
        }
    }
}

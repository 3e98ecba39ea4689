package io.evac.journal;

import io.evac.hook.Hooks;
import io.evac.notice.What;
import io.evac.plan.MoveId;
import io.evac.run.HookStore;
import io.evac.run.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The hooks in a column of the run's row, as {@link Hooks#parse} reads it; what is open in rows of its own. */
public final class JdbcHookStore implements HookStore {
    private final Database database;
    private final Events events;

    public JdbcHookStore(Database database, Clock clock) {
        this.database = database;
        this.events = new Events(clock);
    }

    @Override
    public Hooks of(RunId run) {
        return database.transact("read the hooks of run " + run, client -> read(client, run));
    }

    private static Hooks read(JdbcClient client, RunId run) {
        return client.sql("SELECT COALESCE(hooks, 'none') FROM evac_run WHERE id = ?")
                .param(run.value())
                .query(String.class)
                .optional()
                .map(Hooks::parse)
                .orElse(Hooks.NONE);
    }

    /** Null for none. */
    static @Nullable String column(Hooks hooks) {
        return hooks.isEmpty() ? null : hooks.toString();
    }

    @Override
    public boolean put(RunId run, Hooks hooks, String actor) {
        return database.transact("write the hooks of run " + run, client -> {
            JdbcRunStore.lockLease(client, run);
            if (read(client, run).equals(hooks)) {
                return false;
            }
            client.sql("UPDATE evac_run SET hooks = ? WHERE id = ?")
                    .param(column(hooks))
                    .param(run.value())
                    .update();
            events.append(client, Events.Entry.ofRun(run.value(), "hooks", actor, "hooks " + hooks));
            return true;
        });
    }

    private record Row(String subject, Open open) {
        static Row read(ResultSet row, int index) throws SQLException {
            return new Row(
                    row.getString("subject"),
                    new Open(
                            Stage.valueOf(row.getString("stage")),
                            row.getBoolean("homeward"),
                            Hooks.parse(row.getString("hooks"))));
        }
    }

    @Override
    public Map<String, Open> open(RunId run) {
        return database
                .transact(
                        "read what the hooks of run " + run + " are open around",
                        client -> client.sql("SELECT subject, stage, homeward, hooks FROM evac_hook_open WHERE run = ?")
                                .param(run.value())
                                .query(Row::read)
                                .list())
                .stream()
                .collect(Collectors.toMap(Row::subject, Row::open));
    }

    @Override
    public void open(RunId run, String subject, Open open, long epoch) {
        database.transact("write that hooks of run " + run + " are called around " + subject, client -> {
            new Group(client).own(run.value(), epoch);
            delete(client, run, subject);
            return client.sql(
                            "INSERT INTO evac_hook_open (run, subject, stage, homeward, hooks) VALUES (?, ?, ?, ?, ?)")
                    .param(run.value())
                    .param(subject)
                    .param(open.stage().name())
                    .param(open.homeward())
                    .param(open.hooks().toString())
                    .update();
        });
    }

    @Override
    public void close(RunId run, String subject, long epoch) {
        database.transact("write that the hooks of run " + run + " around " + subject + " are through", client -> {
            new Group(client).own(run.value(), epoch);
            return delete(client, run, subject);
        });
    }

    private static int delete(JdbcClient client, RunId run, String subject) {
        return client.sql("DELETE FROM evac_hook_open WHERE run = ? AND subject = ?")
                .param(run.value())
                .param(subject)
                .update();
    }

    @Override
    public void event(RunId run, Optional<MoveId> move, String text, boolean calls) {
        Events.Entry entry = move.map(id -> Events.Entry.ofMove(run.value(), id, "hook", "evac", text))
                .orElseGet(() -> Events.Entry.ofRun(run.value(), "hook", "evac", text));
        database.transact("write an event of a hook of run " + run, client -> {
            JdbcRunStore.lockLease(client, run);
            events.append(client, calls ? entry.telling(What.NEEDS_HUMAN) : entry);
            return true;
        });
    }
}

package io.evac.journal;

import io.evac.report.EventReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the history that {@link Events} writes. */
final class EventReports {
    private static final String EVENTS = "SELECT number, at, run, move, kind, actor, text FROM evac_event ";
    private final Database database;

    EventReports(Database database) {
        this.database = database;
    }

    List<EventReport> of(String run, long after, int limit) {
        return database.transact(
                "report the events of run " + run,
                client -> client.sql(EVENTS + "WHERE run = ? AND number > ? ORDER BY number LIMIT ?")
                        .param(run)
                        .param(after)
                        .param(limit)
                        .query(EventReports::read)
                        .list());
    }

    long count(String run, long after) {
        return database.transact(
                "count the events of run " + run,
                client -> client.sql("SELECT COUNT(*) FROM evac_event WHERE run = ? AND number > ?")
                        .param(run)
                        .param(after)
                        .query(Long.class)
                        .single());
    }

    List<EventReport> of(long after, int limit) {
        return database.transact(
                "report the events",
                client -> client.sql(EVENTS + "WHERE number > ? ORDER BY number LIMIT ?")
                        .param(after)
                        .param(limit)
                        .query(EventReports::read)
                        .list());
    }

    long last() {
        return database.transact(
                "look for the last event",
                client -> client.sql("SELECT COALESCE(MAX(number), 0) FROM evac_event")
                        .query(Long.class)
                        .single());
    }

    long lastBefore(Instant then) {
        return database.transact(
                "look for an earlier event",
                client -> client.sql("SELECT number FROM evac_event WHERE at < ? ORDER BY number DESC LIMIT 1")
                        .param(then.toEpochMilli())
                        .query(Long.class)
                        .optional()
                        .orElse(0L));
    }

    private static EventReport read(ResultSet row, int index) throws SQLException {
        return new EventReport(
                row.getLong("number"),
                JdbcReports.time(row.getLong("at")),
                row.getString("run"),
                Optional.ofNullable(row.getString("move")),
                row.getString("kind"),
                row.getString("actor"),
                row.getString("text"));
    }
}

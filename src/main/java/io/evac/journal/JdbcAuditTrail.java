package io.evac.journal;

import io.evac.access.AuditTrail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit trail: rows are added, and none is ever changed or removed. */
public final class JdbcAuditTrail implements AuditTrail {
    private static final int WORD = 80;
    private static final int OBJECT = 400;
    private static final int REASON = 1000;
    private static final int DIGEST = 64;

    private final Database database;
    private final Clock clock;

    public JdbcAuditTrail(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void add(Deed deed) {
        database.transact(
                "write the audit trail",
                client -> client.sql("""
                        INSERT INTO evac_audit (at, actor, way, origin, method, action, object, digest, reason, status)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                        .param(clock.millis())
                        .param(Events.fit(deed.actor(), Events.ACTOR))
                        .param(Events.fit(deed.way(), WORD))
                        .param(Events.fit(deed.from(), WORD))
                        .param(Events.fit(deed.method(), WORD))
                        .param(Events.fit(deed.action(), WORD))
                        .param(Events.fit(deed.object(), OBJECT))
                        .param(Events.fitOrNull(deed.digest(), DIGEST))
                        .param(Events.fitOrNull(deed.reason(), REASON))
                        .param(deed.status())
                        .update());
    }

    @Override
    public List<Entry> entries(Query query) {
        return database.transact("read the audit trail", client -> select(client, query));
    }

    private static List<Entry> select(JdbcClient client, Query query) {
        StringBuilder sql = new StringBuilder("""
                SELECT number, at, actor, way, origin, method, action, object, digest, reason, status FROM evac_audit
                WHERE number < ?""");
        List<Object> values = new ArrayList<>();
        values.add(query.before().orElse(Long.MAX_VALUE));
        query.actor().ifPresent(actor -> {
            sql.append(" AND actor = ?");
            values.add(actor);
        });
        query.action().ifPresent(action -> {
            sql.append(" AND action = ?");
            values.add(action);
        });
        query.outcome().ifPresent(outcome -> sql.append(statuses(outcome)));
        sql.append(" ORDER BY number DESC LIMIT ?");
        values.add(query.limit());
        return client.sql(sql.toString())
                .params(values)
                .query(JdbcAuditTrail::read)
                .list();
    }

    private static String statuses(Outcome outcome) {
        return switch (outcome) {
            case DONE -> " AND status < 400";
            case REFUSED -> " AND status >= 400 AND status < 500";
            case FAILED -> " AND status >= 500";
        };
    }

    private static Entry read(ResultSet row, int index) throws SQLException {
        return new Entry(
                row.getLong("number"),
                Instant.ofEpochMilli(row.getLong("at")),
                new Deed(
                        row.getString("actor"),
                        row.getString("way"),
                        row.getString("origin"),
                        row.getString("method"),
                        row.getString("action"),
                        row.getString("object"),
                        Optional.ofNullable(row.getString("digest")),
                        Optional.ofNullable(row.getString("reason")),
                        row.getInt("status")));
    }
}

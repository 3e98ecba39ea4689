package io.evac.journal;

import io.evac.run.RunId;
import io.evac.schedule.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The window that each run is in; within somebody's transaction. */
final class Windows {
    private Windows() {}

    static Optional<Window> of(JdbcClient client, String run) {
        return client.sql("SELECT opens, lockout, closes, capacity, followed, zone FROM evac_window WHERE run = ?")
                .param(run)
                .query(Windows::read)
                .optional();
    }

    /** Instead of the one it had. */
    static void put(JdbcClient client, RunId run, Window window) {
        remove(client, run);
        client.sql("""
                INSERT INTO evac_window (run, opens, lockout, closes, capacity, followed, zone)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")
                .param(run.value())
                .param(window.opens().toEpochMilli())
                .param(window.lockout().toEpochMilli())
                .param(window.closes().toEpochMilli())
                .param(window.capacity())
                .param(window.followed())
                .param(window.zone().getId())
                .update();
    }

    /** False when it has none. */
    static boolean remove(JdbcClient client, RunId run) {
        return client.sql("DELETE FROM evac_window WHERE run = ?")
                        .param(run.value())
                        .update()
                > 0;
    }

    static Window read(ResultSet row, int index) throws SQLException {
        return new Window(
                Instant.ofEpochMilli(row.getLong("opens")),
                Instant.ofEpochMilli(row.getLong("lockout")),
                Instant.ofEpochMilli(row.getLong("closes")),
                row.getInt("capacity"),
                row.getBoolean("followed"),
                ZoneId.of(row.getString("zone")));
    }
}

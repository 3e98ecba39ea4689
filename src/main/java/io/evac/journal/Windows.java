package io.evac.journal;

import io.evac.run.RunId;
import io.evac.schedule.Schedules.PreSync;
import io.evac.schedule.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The window that each run is in; within somebody's transaction. */
final class Windows {
    private Windows() {}

    static Optional<Window> of(JdbcClient client, String run) {
        return client.sql("SELECT * FROM evac_window WHERE run = ?")
                .param(run)
                .query(Windows::read)
                .optional();
    }

    /** Instead of the one it had. */
    static void put(JdbcClient client, RunId run, Window window) {
        remove(client, run);
        client.sql("""
                INSERT INTO evac_window (run, opens, lockout, closes, capacity, followed, zone, pre_sync, top_up,
                  pre_sync_stop)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(run.value())
                .param(window.opens().toEpochMilli())
                .param(window.lockout().toEpochMilli())
                .param(window.closes().toEpochMilli())
                .param(window.capacity())
                .param(window.followed())
                .param(window.zone().getId())
                .param(millis(window.preSync(), PreSync::start))
                .param(millis(window.preSync(), PreSync::topUp))
                .param(millis(window.preSync(), PreSync::stop))
                .update();
    }

    /** Whether nobody was warned of it yet; false when the run has none. */
    static boolean warn(JdbcClient client, RunId run, long now) {
        return client.sql("UPDATE evac_window SET warned = ? WHERE run = ? AND warned IS NULL")
                        .param(now)
                        .param(run.value())
                        .update()
                > 0;
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
                ZoneId.of(row.getString("zone")),
                preSync(row));
    }

    /** A time of a pre-sync as its column has it. */
    static @Nullable Long millis(Optional<PreSync> preSync, Function<PreSync, Duration> time) {
        return preSync.map(time).map(Duration::toMillis).orElse(null);
    }

    /** From the three columns that a schedule and a window have alike. */
    static Optional<PreSync> preSync(ResultSet row) throws SQLException {
        Long start = MoveRows.longOrNull(row, "pre_sync");
        return start == null
                ? Optional.empty()
                : Optional.of(new PreSync(
                        Duration.ofMillis(start),
                        Duration.ofMillis(row.getLong("top_up")),
                        Duration.ofMillis(row.getLong("pre_sync_stop"))));
    }
}

package io.evac.journal;

import io.evac.inventory.Bandwidth;
import io.evac.run.BandwidthStore;
import io.evac.run.RunId;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** In a column of the run's row, as {@link Bandwidth#parse} reads it. */
public final class JdbcBandwidthStore implements BandwidthStore {
    private final Database database;
    private final Events events;

    public JdbcBandwidthStore(Database database, Clock clock) {
        this.database = database;
        this.events = new Events(clock);
    }

    @Override
    public Bandwidth of(RunId run) {
        return database.transact("read the bandwidth of run " + run, client -> read(client, run));
    }

    private static Bandwidth read(JdbcClient client, RunId run) {
        return client.sql("SELECT COALESCE(bandwidth, 'none') FROM evac_run WHERE id = ?")
                .param(run.value())
                .query(String.class)
                .optional()
                .map(Bandwidth::parse)
                .orElse(Bandwidth.UNLIMITED);
    }

    /** Null for no limit. */
    static @Nullable String column(Bandwidth limit) {
        return limit.entries().isEmpty() ? null : limit.toString();
    }

    @Override
    public boolean put(RunId run, Bandwidth limit, String actor) {
        return database.transact("write the bandwidth of run " + run, client -> {
            JdbcRunStore.lockLease(client, run);
            if (read(client, run).equals(limit)) {
                return false;
            }
            client.sql("UPDATE evac_run SET bandwidth = ? WHERE id = ?")
                    .param(column(limit))
                    .param(run.value())
                    .update();
            events.append(client, Events.Entry.ofRun(run.value(), "bandwidth", actor, "bandwidth " + limit));
            return true;
        });
    }
}

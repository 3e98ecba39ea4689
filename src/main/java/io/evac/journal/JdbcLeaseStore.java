package io.evac.journal;

import io.evac.run.LeaseStore;
import io.evac.run.RunId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Leases in database time. The row is locked first, so of two that acquire one decides on what the other left. Only the
 * database's clock is asked, within the statement that compares or sets. A lease that expired while nobody took it (the
 * database was away) can still be renewed: owner and epoch tell that no one else was at work.
 */
public final class JdbcLeaseStore implements LeaseStore {
    private final Database database;
    private final String now;

    public JdbcLeaseStore(Database database) {
        this.database = database;
        this.now = database.dialect().now();
    }

    private record Row(String owner, long epoch, long left) {
        boolean held() {
            return left > 0;
        }
    }

    @Override
    public Optional<Held> acquire(RunId run, String owner, Duration ttl, boolean force, long minEpoch) {
        return database.transact("acquire the lease of run " + run, client -> {
            lock(client, run);
            Row row = row(client, run)
                    .orElseThrow(
                            () -> new IllegalArgumentException("no such run: " + run + ". Maybe look at evac status"));
            boolean mine = row.owner().equals(owner);
            if (row.held() && !mine && !force) {
                return Optional.empty();
            }
            long next = row.held() && mine && !force ? row.epoch() : row.epoch() + 1;
            long epoch = Math.max(next, minEpoch);
            client.sql("UPDATE evac_lease SET owner = ?, epoch = ?, expires = " + now + " + ? WHERE run = ?")
                    .param(owner)
                    .param(epoch)
                    .param(ttl.toMillis())
                    .param(run.value())
                    .update();
            return Optional.of(new Held(owner, epoch, ttl));
        });
    }

    @Override
    public boolean renew(RunId run, String owner, long epoch, Duration ttl) {
        return database.transact(
                "renew the lease of run " + run,
                client -> client.sql("UPDATE evac_lease SET expires = " + now
                                        + " + ? WHERE run = ? AND owner = ? AND epoch = ?")
                                .param(ttl.toMillis())
                                .param(run.value())
                                .param(owner)
                                .param(epoch)
                                .update()
                        == 1);
    }

    @Override
    public void release(RunId run, String owner, long epoch) {
        database.transact(
                "release the lease of run " + run,
                client -> client.sql(
                                "UPDATE evac_lease SET owner = '', expires = 0 WHERE run = ? AND owner = ? AND epoch = ?")
                        .param(run.value())
                        .param(owner)
                        .param(epoch)
                        .update());
    }

    @Override
    public Optional<Held> holder(RunId run) {
        return database.transact(
                "read the lease of run " + run,
                client -> row(client, run)
                        .filter(Row::held)
                        .map(row -> new Held(row.owner(), row.epoch(), Duration.ofMillis(row.left()))));
    }

    private static void lock(JdbcClient client, RunId run) {
        client.sql("SELECT epoch FROM evac_lease WHERE run = ? FOR UPDATE")
                .param(run.value())
                .query(Long.class)
                .optional();
    }

    private Optional<Row> row(JdbcClient client, RunId run) {
        return client.sql("SELECT owner, epoch, expires - " + now + " AS time_left FROM evac_lease WHERE run = ?")
                .param(run.value())
                .query((row, index) -> new Row(row.getString("owner"), row.getLong("epoch"), row.getLong("time_left")))
                .optional();
    }
}

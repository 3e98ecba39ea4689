package io.evac.journal;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** An open database with its schema, as the daemon opens it. */
public final class TestDatabase implements AutoCloseable {
    private final HikariDataSource source;
    private final Database database;

    TestDatabase(DatabaseSettings settings) {
        source = settings.open();
        Schema.of(source).migrate();
        database = new Database(source, time -> Thread.sleep(time.toMillis()));
    }

    public static TestDatabase in(Path home) {
        return new TestDatabase(DatabaseSettings.embedded(home));
    }

    public HikariDataSource source() {
        return source;
    }

    Database database() {
        return database;
    }

    JdbcPlanStore plans() {
        return new JdbcPlanStore(database);
    }

    JdbcRunStore runs() {
        return new JdbcRunStore(database, plans(), Clock.systemUTC());
    }

    JdbcJournal journal() {
        return new JdbcJournal(database, Clock.systemUTC());
    }

    JdbcBandwidthStore bandwidths() {
        return new JdbcBandwidthStore(database, Clock.systemUTC());
    }

    JdbcHookStore hooks() {
        return new JdbcHookStore(database, Clock.systemUTC());
    }

    JdbcLeaseStore leases() {
        return new JdbcLeaseStore(database);
    }

    JdbcCordonStore cordons() {
        return new JdbcCordonStore(database, Clock.systemUTC());
    }

    /** As a process that heard no progress sees it. */
    public JdbcReports reports() {
        return new JdbcReports(database, plans(), new JdbcProgress(database, Clock.systemUTC()), Clock.systemUTC());
    }

    /** The database's clock is let pass by the tests, not the machine's. */
    void letExpire(String run) {
        database.transact(
                "let a lease expire",
                client -> client.sql("UPDATE evac_lease SET expires = expires - ? WHERE run = ?")
                        .param(Duration.ofHours(1).toMillis())
                        .param(run)
                        .update());
    }

    @Override
    public void close() {
        source.close();
    }
}

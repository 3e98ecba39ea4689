package io.evac.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the database is and how it is reached; every wait for it is bounded.
 *
 * @param url a JDBC URL of H2 or MySQL
 * @param connections at most so many at once
 */
public record DatabaseSettings(String url, String user, String password, int connections) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** Unused connections are asked so often whether they live. */
    private static final Duration ALIVE = Duration.ofSeconds(30);
    /** A client that is silent for so long, stopped or dead, loses its connection: in a transaction it holds a lease's row. */
    private static final Duration SILENT = Duration.ofSeconds(45);

    private static final int EMBEDDED_CONNECTIONS = 24;

    /**
     * The embedded database in the state directory. Without {@code WRITE_DELAY=0} H2 would lose the last half second of
     * committed rows on kill -9; {@code AUTO_SERVER} would listen on every interface, so it is never used. H2's own
     * shutdown hook would close the database before our orderly shutdown is through. Over the default file channel
     * ({@code file:} instead of {@code async:}) a thread that is interrupted while it writes (a stopped step, Quartz at its
     * end) would close the database for everybody. H2 keeps eight parsed statements unless told otherwise.
     *
     * @throws IllegalArgumentException for a directory that a JDBC URL cannot name
     */
    public static DatabaseSettings embedded(Path home) {
        String file = home.toAbsolutePath().normalize().resolve("evac").toString();
        if (file.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "the state directory " + home + " has a ';' in its name. Maybe choose another with --home");
        }
        return new DatabaseSettings(
                "jdbc:h2:async:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;LOCK_TIMEOUT="
                        + CONNECT.toMillis(),
                "evac",
                "",
                EMBEDDED_CONNECTIONS);
    }

    /** Opens a pool of connections; nothing is connected before the first use. */
    public HikariDataSource open() {
        HikariConfig config = config();
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * Opens a pool of connections, and waits for the first one: at a boot a database may come up later than who needs it,
     * and an embedded one is repaired first when its process was killed.
     *
     * @throws DatabaseAwayException when it has not answered within {@code patience}
     */
    public HikariDataSource open(Duration patience) {
        // To the pool, no time means another thing than little time.
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "evac.database.patience is " + patience.toMillis() + " ms, less than 1. Maybe write 30s");
        }
        HikariConfig config = config();
        config.setInitializationFailTimeout(patience.toMillis());
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException away) {
            throw new DatabaseAwayException(
                    "the database does not answer: " + Database.reason(away)
                            + ". Maybe it is down, or its address or password is wrong",
                    away);
        }
    }

    private HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("evac");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        if (url.startsWith("jdbc:mysql:")) {
            config.addDataSourceProperty("connectTimeout", CONNECT.toMillis());
            config.addDataSourceProperty("socketTimeout", ANSWER.toMillis());
            config.addDataSourceProperty("rewriteBatchedStatements", true);
            config.addDataSourceProperty("cachePrepStmts", true);
            config.addDataSourceProperty("characterEncoding", "UTF-8");
            config.addDataSourceProperty("connectionTimeZone", "UTC");
            config.addDataSourceProperty(
                    "sessionVariables",
                    "innodb_lock_wait_timeout=" + CONNECT.toSeconds() + ",wait_timeout=" + SILENT.toSeconds());
            config.setKeepaliveTime(ALIVE.toMillis());
        }
        return config;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", connections=" + connections + "]";
    }
}

package io.evac.journal;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** The two databases, and the one thing that they say differently. */
enum Dialect {
    H2("h2", "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)"),
    MYSQL("mysql", "CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(3)) * 1000 AS SIGNED)");

    private final String folder;
    private final String now;

    Dialect(String folder, String now) {
        this.folder = folder;
        this.now = now;
    }

    /** The folder of its migrations under {@code sql}. */
    String folder() {
        return folder;
    }

    /** An expression for the database's clock, in milliseconds since 1970. */
    String now() {
        return now;
    }

    static Dialect of(DataSource source) {
        String product;
        try {
            product = JdbcUtils.extractDatabaseMetaData(source, data -> productName(data));
        } catch (MetaDataAccessException unreachable) {
            throw new io.evac.migration.Journal.JournalException(
                    "the database does not answer: " + unreachable.getMessage()
                            + ". Maybe it is down, or its address or password is wrong",
                    false,
                    unreachable);
        }
        return switch (product) {
            case "H2" -> H2;
            case "MySQL" -> MYSQL;
            default ->
                throw new IllegalArgumentException(
                        "not a database that Evac knows: " + product + ". Maybe use H2 or MySQL 8.4 or later");
        };
    }

    private static String productName(java.sql.DatabaseMetaData data) throws SQLException {
        return data.getDatabaseProductName();
    }
}

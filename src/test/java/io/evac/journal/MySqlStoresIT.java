package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MySqlStoresIT extends ReportsContract {
    private static MySql mysql;
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        mysql = MySql.start();
        database = new TestDatabase(mysql.settings());
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
            mysql.close();
        }
    }

    /** Or what it had locked would keep a successor from the lease for as long as the server's own default, 8 hours. */
    @Test
    void aClientThatFallsSilentInATransactionSoonLosesItsConnection() throws SQLException {
        try (HikariDataSource pool = mysql.settings().open();
                Connection connection = pool.getConnection();
                ResultSet answer = connection.createStatement().executeQuery("SELECT @@SESSION.wait_timeout")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getInt(1)).isBetween(31, 60);
            assertThat(pool.getKeepaliveTime())
                    .as("what is only unused lives")
                    .isLessThan(Duration.ofSeconds(answer.getInt(1)).toMillis());
        }
    }

    @Override
    TestDatabase db() {
        return database;
    }
}

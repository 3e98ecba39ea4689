package io.evac.journal;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    TestDatabase db() {
        return database;
    }
}

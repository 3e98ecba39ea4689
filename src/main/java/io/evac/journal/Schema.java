package io.evac.journal;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The whole schema, ours and Spring Batch's and Quartz's, under one Flyway history. */
public final class Schema {
    private Schema() {}

    /** Flyway over the migrations for this database; {@link Flyway#migrate()} brings it up to date. */
    public static Flyway of(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:sql/" + Dialect.of(source).folder())
                .table("evac_schema_history")
                .cleanDisabled(true)
                .load();
    }
}

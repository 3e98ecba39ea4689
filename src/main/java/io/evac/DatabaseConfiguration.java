package io.evac;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.journal.Database;
import io.evac.journal.DatabaseSettings;
import io.evac.journal.Installation;
import io.evac.journal.JdbcAuditTrail;
import io.evac.journal.JdbcBandwidthStore;
import io.evac.journal.JdbcCordonStore;
import io.evac.journal.JdbcHookStore;
import io.evac.journal.JdbcJournal;
import io.evac.journal.JdbcKeyedRequests;
import io.evac.journal.JdbcLeaseStore;
import io.evac.journal.JdbcNoticeStore;
import io.evac.journal.JdbcPlanStore;
import io.evac.journal.JdbcProgress;
import io.evac.journal.JdbcReports;
import io.evac.journal.JdbcRunStore;
import io.evac.journal.JdbcScheduleStore;
import io.evac.journal.JdbcTokenStore;
import io.evac.journal.JdbcUserStore;
import io.evac.journal.MoveListener;
import io.evac.journal.Schema;
import io.evac.migration.Waiter;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The database and the stores on it. The data source is handed out with its schema up to date, so whoever needs a table
 * (the stores, Spring Batch, Quartz) needs nothing but the data source. Expects a {@link Clock} and a {@link Waiter}.
 */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    @Bean
    DatabaseSettings databaseSettings(
            @Value("${evac.home}") Path home,
            @Value("${evac.database.url:}") String url,
            @Value("${evac.database.user:evac}") String user,
            @Value("${evac.database.password:}") String password,
            @Value("${evac.database.connections:24}") int connections) {
        return url.isBlank() ? DatabaseSettings.embedded(home) : new DatabaseSettings(url, user, password, connections);
    }

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseSettings settings, @Value("${evac.database.patience:30s}") String patience) {
        HikariDataSource source = settings.open(DurationStyle.detectAndParse(patience));
        try {
            Schema.of(source).migrate();
        } catch (RuntimeException unusable) {
            source.close();
            throw unusable;
        }
        return source;
    }

    /** Takes the place of Spring Boot's own, which would look for migrations elsewhere. */
    @Bean
    Flyway flyway(DataSource source) {
        return Schema.of(source);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource source) {
        return new JdbcTransactionManager(source);
    }

    @Bean
    Database database(DataSource source, Waiter waiter) {
        return new Database(source, waiter);
    }

    @Bean
    Installation installation(Database database, Clock clock) {
        return Installation.of(database, clock);
    }

    @Bean
    JdbcPlanStore planStore(Database database) {
        return new JdbcPlanStore(database);
    }

    @Bean
    JdbcJournal journal(Database database, Clock clock, ObjectProvider<MoveListener> listener) {
        return new JdbcJournal(database, clock, listener.getIfAvailable(() -> MoveListener.NONE));
    }

    @Bean
    JdbcLeaseStore leaseStore(Database database) {
        return new JdbcLeaseStore(database);
    }

    @Bean
    JdbcRunStore runStore(Database database, JdbcPlanStore plans, Clock clock) {
        return new JdbcRunStore(database, plans, clock);
    }

    @Bean
    JdbcBandwidthStore bandwidthStore(Database database, Clock clock) {
        return new JdbcBandwidthStore(database, clock);
    }

    @Bean
    JdbcHookStore hookStore(Database database, Clock clock) {
        return new JdbcHookStore(database, clock);
    }

    @Bean(destroyMethod = "close")
    JdbcProgress progress(Database database, Clock clock) {
        return new JdbcProgress(database, clock).start();
    }

    @Bean
    JdbcReports reports(Database database, JdbcPlanStore plans, JdbcProgress progress, Clock clock) {
        return new JdbcReports(database, plans, progress, clock);
    }

    @Bean
    JdbcKeyedRequests keyedRequests(Database database, Clock clock) {
        return new JdbcKeyedRequests(database, clock);
    }

    @Bean
    JdbcTokenStore tokenStore(Database database, Clock clock) {
        return new JdbcTokenStore(database, clock);
    }

    @Bean
    JdbcUserStore userStore(Database database, Clock clock) {
        return new JdbcUserStore(database, clock);
    }

    @Bean
    JdbcAuditTrail auditTrail(Database database, Clock clock) {
        return new JdbcAuditTrail(database, clock);
    }

    @Bean
    JdbcCordonStore cordonStore(Database database, Clock clock) {
        return new JdbcCordonStore(database, clock);
    }

    @Bean
    JdbcNoticeStore noticeStore(Database database, Clock clock) {
        return new JdbcNoticeStore(database, clock);
    }

    @Bean
    JdbcScheduleStore scheduleStore(Database database, Clock clock) {
        return new JdbcScheduleStore(database, clock);
    }
}

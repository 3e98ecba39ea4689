package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.journal.Installation;
import io.evac.migration.Journal;
import io.evac.migration.Progress;
import io.evac.migration.Waiter;
import io.evac.plan.PlanStore;
import io.evac.report.Reports;
import io.evac.run.LeaseStore;
import io.evac.run.RunStore;
import io.evac.schedule.ScheduleConfiguration;
import io.evac.schedule.Schedules;
import io.evac.schedule.Starter;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.PlatformTransactionManager;

class DatabaseConfigurationTest {
    @Test
    void a_home_is_all_it_takes_and_spring_boots_own_database_steps_back(@TempDir Path home) {
        new ApplicationContextRunner()
                .withPropertyValues("evac.home=" + home)
                .withBean(Clock.class, Clock::systemUTC)
                .withBean(Waiter.class, () -> time -> Thread.sleep(time.toMillis()))
                .withBean(Starter.class, () -> (occurrence, request, window, terms, actor) -> "R-1")
                .withUserConfiguration(
                        DatabaseConfiguration.class, SchedulerConfiguration.class, ScheduleConfiguration.class)
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        FlywayAutoConfiguration.class,
                        QuartzAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    for (Class<?> port : new Class<?>[] {
                        Journal.class,
                        Progress.class,
                        PlanStore.class,
                        RunStore.class,
                        LeaseStore.class,
                        Reports.class,
                        Schedules.class,
                        PlatformTransactionManager.class
                    }) {
                        assertThat(context).hasSingleBean(port);
                    }
                    assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                            .isEqualTo("jdbc:h2:async:" + home.resolve("evac")
                                    + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;LOCK_TIMEOUT=5000");
                    assertThat(context.getBean(Installation.class).owner("R-1")).matches("[0-9a-f]{8}/R-1");
                });
    }
}

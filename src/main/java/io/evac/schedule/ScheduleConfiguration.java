package io.evac.schedule;

import java.time.Clock;
import java.time.Duration;
import org.quartz.Scheduler;
import org.quartz.spi.JobFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The façade over schedules, and what Quartz is to call. Expects a {@link Starter}, a {@link ScheduleStore} and a {@link
 * Scheduler} that uses our {@link JobFactory} and does not run yet.
 */
@Configuration(proxyBeanMethods = false)
public class ScheduleConfiguration {
    /** A start that is later than this is not made up for, whether Quartz or we find out. */
    public static final Duration TOO_LATE = Duration.ofMinutes(5);

    @Bean
    Occurrences occurrences(ScheduleStore store, Starter starter, Clock clock) {
        return new Occurrences(store, starter, clock);
    }

    @Bean
    JobFactory firings(Occurrences occurrences) {
        return (bundle, scheduler) -> new Firing(occurrences);
    }

    @Bean
    Schedules schedules(
            ScheduleStore store,
            Occurrences occurrences,
            Scheduler scheduler,
            PlatformTransactionManager transactions,
            Clock clock) {
        QuartzSchedules schedules =
                new QuartzSchedules(store, occurrences, scheduler, new TransactionTemplate(transactions), clock);
        schedules.reconcile();
        return schedules;
    }
}

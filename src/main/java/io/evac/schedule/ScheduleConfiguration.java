package io.evac.schedule;

import java.time.Clock;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** Quartz on the database that already has its tables, and the façade over it. Expects a {@link Starter}. */
@Configuration(proxyBeanMethods = false)
public class ScheduleConfiguration {
    private static final int THREADS = 3;

    @Bean
    Occurrences occurrences(ScheduleStore store, Starter starter, Clock clock) {
        return new Occurrences(store, starter, clock);
    }

    /** Starts with the context, when everything else has; a planning that runs is not waited for at the end. */
    @Bean
    SchedulerFactoryBean quartzScheduler(
            DataSource source, Occurrences occurrences, @Value("${evac.schedule.clustered:false}") boolean clustered) {
        SchedulerFactoryBean factory = new SchedulerFactoryBean();
        factory.setSchedulerName("evac");
        factory.setDataSource(source);
        factory.setQuartzProperties(properties(clustered));
        factory.setJobFactory((bundle, scheduler) -> new Firing(occurrences));
        return factory;
    }

    @Bean
    Schedules schedules(ScheduleStore store, Occurrences occurrences, Scheduler scheduler, Clock clock) {
        QuartzSchedules schedules = new QuartzSchedules(store, occurrences, scheduler, clock);
        schedules.reconcile();
        return schedules;
    }

    private static Properties properties(boolean clustered) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(THREADS));
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", StdJDBCDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        properties.setProperty("org.quartz.jobStore.isClustered", String.valueOf(clustered));
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "5000");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", String.valueOf(Occurrences.TOO_LATE.toMillis()));
        return properties;
    }
}

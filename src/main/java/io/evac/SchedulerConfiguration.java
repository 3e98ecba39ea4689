package io.evac;

import io.evac.schedule.ScheduleConfiguration;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.spi.JobFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** Quartz, on the database that already has its tables. Takes the place of Spring Boot's own. */
@Configuration(proxyBeanMethods = false)
public class SchedulerConfiguration {
    private static final int THREADS = 3;

    /** Starts with the context, when everything else has; at the end a start that is being made is waited for. */
    @Bean
    SchedulerFactoryBean quartzScheduler(
            DataSource source, JobFactory firings, @Value("${evac.schedule.clustered:false}") boolean clustered) {
        SchedulerFactoryBean factory = new SchedulerFactoryBean();
        factory.setSchedulerName("evac");
        factory.setDataSource(source);
        factory.setQuartzProperties(properties(clustered));
        factory.setJobFactory(firings);
        factory.setWaitForJobsToCompleteOnShutdown(true);
        return factory;
    }

    private static Properties properties(boolean clustered) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(THREADS));
        // It is told of a trigger before the transaction that adds it has ended: it looks again soon.
        properties.setProperty("org.quartz.scheduler.idleWaitTime", "5000");
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", StdJDBCDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        properties.setProperty("org.quartz.jobStore.isClustered", String.valueOf(clustered));
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "5000");
        properties.setProperty(
                "org.quartz.jobStore.misfireThreshold", String.valueOf(ScheduleConfiguration.TOO_LATE.toMillis()));
        return properties;
    }
}

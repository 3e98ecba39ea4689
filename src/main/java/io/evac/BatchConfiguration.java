package io.evac;

import javax.sql.DataSource;
import org.springframework.batch.core.configuration.support.JdbcDefaultBatchConfiguration;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Isolation;

/** Spring Batch's repository on our database; its tables are made by our own migrations. */
@Configuration(proxyBeanMethods = false)
public class BatchConfiguration extends JdbcDefaultBatchConfiguration {
    private final DataSource source;
    private final PlatformTransactionManager transactions;

    BatchConfiguration(DataSource source, PlatformTransactionManager transactions) {
        this.source = source;
        this.transactions = transactions;
    }

    @Bean
    @Override
    public JobRepository jobRepository() {
        return ChangedContexts.of(super.jobRepository());
    }

    @Override
    protected DataSource getDataSource() {
        return source;
    }

    @Override
    protected PlatformTransactionManager getTransactionManager() {
        return transactions;
    }

    /** The lease already keeps two processes from creating the same execution. */
    @Override
    protected Isolation getIsolationLevelForCreate() {
        return Isolation.READ_COMMITTED;
    }
}

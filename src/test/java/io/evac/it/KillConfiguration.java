package io.evac.it;

import io.evac.migration.Journal;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Lets a test daemon die by SIGKILL at a named boundary: {@code -Devac.it.kill=fence:after-intent:1}. */
@AutoConfiguration
@ConditionalOnProperty("evac.it.kill")
class KillConfiguration {
    @Bean
    static BeanPostProcessor killer(Environment environment) {
        KillPoint point = KillPoint.parse(environment.getRequiredProperty("evac.it.kill"));
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Journal journal ? new KillingJournal(journal, point) : bean;
            }
        };
    }
}

package io.evac.it;

import io.evac.migration.Journal;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Lets a test daemon die by SIGKILL at a named boundary: {@code -Devac.it.kill=fence:after-intent:1}. */
public final class KillInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String wanted = context.getEnvironment().getProperty("evac.it.kill", "");
        if (wanted.isEmpty()) {
            return;
        }
        KillPoint point = KillPoint.parse(wanted);
        context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Journal journal ? new KillingJournal(journal, point::reached) : bean;
            }
        });
    }
}

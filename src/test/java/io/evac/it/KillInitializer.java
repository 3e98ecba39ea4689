package io.evac.it;

import io.evac.migration.Journal;
import io.evac.remote.Shells;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Watches a test daemon's journal: {@code -Devac.it.kill=fence:after-intent:1} ends it there by SIGKILL,
 * {@code -Devac.it.hold=fence:after-intent:1} holds it there, {@code -Devac.it.milestone=57} tells of the 57th boundary;
 * the latter two in the folder {@code -Devac.it.signals}. {@code -Devac.it.kill.before=activate} ends it before it sends
 * that word to a guard.
 */
public final class KillInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        place(environment)
                .ifPresent(place -> replace(
                        context, bean -> bean instanceof Journal journal ? new KillingJournal(journal, place) : bean));
        Optional.ofNullable(environment.getProperty("evac.it.kill.before"))
                .ifPresent(word ->
                        replace(context, bean -> bean instanceof Shells shells ? new DyingShells(shells, word) : bean));
    }

    private static void replace(ConfigurableApplicationContext context, UnaryOperator<Object> by) {
        context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return by.apply(bean);
            }
        });
    }

    private static Optional<KillingJournal.Place> place(Environment environment) {
        Path signals = Path.of(environment.getProperty("evac.it.signals", "."));
        Optional<KillingJournal.Place> kill = Optional.ofNullable(environment.getProperty("evac.it.kill"))
                .map(KillPoint::parse)
                .map(point -> (move, phase, where) -> point.reached(phase, where));
        return kill.or(() -> Optional.ofNullable(environment.getProperty("evac.it.hold"))
                        .map(text -> HoldPoint.parse(text, signals)::reached))
                .or(() -> Optional.ofNullable(environment.getProperty("evac.it.milestone"))
                        .map(text -> new Milestone(Long.parseLong(text), signals)::reached));
    }
}

package io.evac.notice;

import io.evac.plan.PlanStore;
import io.evac.report.Reports;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Wires what tells people. Expects a {@link NoticeStore}, {@link Reports}, a {@link PlanStore}, {@link
 * OwnerLinks} and a {@link Clock}. */
@Configuration(proxyBeanMethods = false)
public class NoticeConfiguration {
    private static final String PATIENCE_MILLIS = "10000";

    /** Its password comes from the environment or a file, as {@code ${EVAC_MAIL_PASSWORD}}. */
    @Bean
    MailMessenger mailMessenger(
            @Value("${evac.mail.host:}") String host,
            @Value("${evac.mail.port:25}") int port,
            @Value("${evac.mail.user:}") String user,
            @Value("${evac.mail.password:}") String password,
            @Value("${evac.mail.tls:if-offered}") String tls,
            @Value("${evac.mail.from:}") String from) {
        if (host.isEmpty() || from.isEmpty()) {
            return new MailMessenger(Optional.empty(), from);
        }
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(host);
        sender.setPort(port);
        Properties properties = sender.getJavaMailProperties();
        for (String timeout : Set.of("connectiontimeout", "timeout", "writetimeout")) {
            properties.setProperty("mail.smtp." + timeout, PATIENCE_MILLIS);
        }
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(tls.equals("required")));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        if (!user.isEmpty()) {
            sender.setUsername(user);
            sender.setPassword(password);
            properties.setProperty("mail.smtp.auth", "true");
        }
        return new MailMessenger(Optional.<JavaMailSender>of(sender), from);
    }

    @Bean
    SignedPost signedPost(@Value("${evac.webhook.secret:}") String secret, Environment environment) {
        Set<String> allowed = Binder.get(environment)
                .bind("evac.webhook.allow", Bindable.setOf(String.class))
                .orElse(Set.of());
        return new SignedPost(secret, allowed);
    }

    @Bean
    WebhookMessenger webhookMessenger(SignedPost post) {
        return new WebhookMessenger(post);
    }

    @Bean
    Notifier notices(
            NoticeStore store,
            Reports reports,
            PlanStore plans,
            MailMessenger mail,
            WebhookMessenger webhook,
            OwnerLinks links,
            Clock clock,
            @Value("${evac.config}") Path config,
            @Value("${evac.url:}") String url) {
        return new Notifier(
                store,
                new Messages(reports, plans, store, links, new Templates(config.resolve("notices")), url),
                Map.of(Target.Kind.MAIL, mail, Target.Kind.OWNERS, mail, Target.Kind.WEBHOOK, webhook),
                clock);
    }
}

package io.evac.daemon;

import io.evac.inventory.Durations;
import io.evac.notice.Notices;
import io.evac.notice.OwnerLinks;
import io.evac.report.Reports;
import io.evac.run.Hosts;
import io.evac.run.RunId;
import io.evac.run.Runs;
import io.evac.schedule.Schedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

/** Wires what makes a process the daemon: presence files, idle exit, and going on with interrupted runs. */
@Configuration(proxyBeanMethods = false)
@Import({DoorConfiguration.class, KnownPlans.class, KnownRuns.class, KnownSchedules.class, Reach.class})
public class DaemonConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonConfiguration.class);

    @Bean
    Home home(DaemonSettings settings) {
        return new Home(settings.home());
    }

    @Bean
    Activity activity(Clock clock) {
        return new Activity(clock);
    }

    @Bean
    Closing closing() {
        return new Closing();
    }

    /** Two daemons on one database need one secret for links: {@code evac.links.secret}, e.g. from the environment. */
    @Bean
    OwnerLinks ownerLinks(
            Home home, Clock clock, @Value("${evac.url:}") String url, @Value("${evac.links.secret:}") String secret)
            throws IOException {
        String key = secret.isEmpty() ? Token.secret(home.links()) : secret;
        return new OwnerLinks(key.getBytes(StandardCharsets.UTF_8), url, clock);
    }

    @Bean
    PlanReports planReports(Clock clock) {
        return new PlanReports(clock.getZone());
    }

    /** Looking at hosts goes over SSH: many who look are one look. */
    @Bean
    LatestHosts latestHosts(Hosts hosts, Reach reach, Clock clock, @Value("${evac.hosts.fresh:30s}") String fresh) {
        return new LatestHosts(hosts, reach, Durations.parse(fresh), clock);
    }

    @Bean
    Presence presence(Home home) {
        return new Presence(home);
    }

    /** Interrupted runs go on before anybody is told that the daemon is there. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> ready(
            DaemonSettings settings,
            Presence presence,
            Runs runs,
            IdleExit idleExit,
            Housekeeping housekeeping,
            Notices notices,
            Binding binding,
            ServletWebServerApplicationContext context) {
        return event -> {
            if (settings.resume()) {
                runs.interrupted().forEach(run -> resume(runs, run));
                housekeeping.start();
            }
            notices.start();
            presence.announce(binding.port(Objects.requireNonNull(context.getWebServer())));
            idleExit.start();
        };
    }

    private static void resume(Runs runs, RunId run) {
        try {
            runs.resume(run, List.of(), "evac serve");
            LOG.info("goes on with the interrupted run {}", run);
        } catch (RuntimeException refused) {
            LOG.error("cannot go on with the interrupted run {}. Maybe: evac resume {}", run, run, refused);
        }
    }

    @Bean
    ApplicationListener<ContextClosedEvent> closed(Presence presence, Closing closing) {
        return event -> {
            closing.begin();
            presence.withdraw();
        };
    }

    /** Only a daemon that no command started acts by itself. */
    @Bean
    Housekeeping housekeeping(
            Runs runs, Schedules schedules, Reports reports, @Value("${evac.housekeeping:1m}") String every) {
        return new Housekeeping(
                runs,
                schedules,
                new WindowWatch(reports, runs),
                new WaitingWatch(runs, schedules),
                Durations.parse(every));
    }

    /** Only a daemon that a command started leaves by itself. */
    @Bean
    IdleExit idleExit(DaemonSettings settings, Activity activity, Reports reports, Closing closing) {
        return new IdleExit(settings.idleExit(), activity, reports, closing::ask);
    }
}

package io.evac;

import io.evac.api.ApiConfiguration;
import io.evac.api.PlanFormat;
import io.evac.daemon.Closing;
import io.evac.daemon.DaemonConfiguration;
import io.evac.daemon.DaemonSettings;
import io.evac.daemon.FirstAdmin;
import io.evac.daemon.Home;
import io.evac.daemon.HomeLock;
import io.evac.hook.HookConfiguration;
import io.evac.journal.DatabaseAwayException;
import io.evac.journal.PlanCodec;
import io.evac.metrics.MetricsConfiguration;
import io.evac.notice.NoticeConfiguration;
import io.evac.plan.Plan;
import io.evac.run.RunConfiguration;
import io.evac.schedule.ScheduleConfiguration;
import io.evac.web.WebConfiguration;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The daemon: the only process that boots Spring. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({
    DatabaseConfiguration.class,
    EngineConfiguration.class,
    BatchConfiguration.class,
    RunConfiguration.class,
    ScheduleConfiguration.class,
    NoticeConfiguration.class,
    HookConfiguration.class,
    SchedulerConfiguration.class,
    DaemonConfiguration.class,
    ApiConfiguration.class,
    WebConfiguration.class,
    MetricsConfiguration.class
})
public final class EvacApplication {
    private static final int ERROR = 1;
    private static final int UNREACHABLE = 7;

    /**
     * Runs the daemon until it is asked to go.
     *
     * @param properties further {@code --key=value} settings of Spring
     * @param answers run once it answers
     * @return the exit code
     */
    public static int serve(DaemonSettings settings, List<String> properties, PrintStream err, Runnable answers) {
        Home home = new Home(settings.home());
        try {
            home.create();
            try (HomeLock lock = HomeLock.acquire(home);
                    ConfigurableApplicationContext context = start(settings, properties)) {
                answers.run();
                invite(context, settings, err);
                context.getBean(Closing.class).await();
                return 0;
            }
        } catch (HomeLock.OwnedException owned) {
            err.println("evac: " + owned.getMessage()
                    + "\n  Maybe use that daemon, or another state directory with --home. [EVAC-520]");
        } catch (IOException unusable) {
            err.println("evac: the state directory " + home.directory() + " cannot be used: " + unusable
                    + "\n  Maybe correct its owner and mode, or name another with --home. [EVAC-521]");
        } catch (RuntimeException failed) {
            DatabaseAwayException away = DatabaseAway.in(failed).orElseThrow(() -> failed);
            err.println("evac: " + away.getMessage() + ". [EVAC-522]");
            return UNREACHABLE;
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
        }
        return ERROR;
    }

    /** The way to the first admin, for who sees this process's own console; one that a command started has none. */
    private static void invite(ConfigurableApplicationContext context, DaemonSettings settings, PrintStream err)
            throws IOException {
        if (settings.idleExit().isEmpty()) {
            String port = Home.read(new Home(settings.home()).port()).orElse("");
            context.getBean(FirstAdmin.class)
                    .offer()
                    .ifPresent(token -> err.println("There are no users yet. Make the first admin, within an hour:\n"
                            + "  http://127.0.0.1:" + port + "/setup?token=" + token
                            + "\n  or: evac user create NAME --role admin"));
        }
    }

    /** The plan files of the API are the documents of the database. */
    @Bean
    PlanFormat planFormat() {
        return new PlanFormat() {
            @Override
            public String write(Plan plan) {
                return PlanCodec.writePretty(plan);
            }

            @Override
            public Plan read(String json) {
                return PlanCodec.read(json);
            }
        };
    }

    /** Starts the context; the caller owns the state directory already. */
    public static ConfigurableApplicationContext start(DaemonSettings settings, List<String> properties) {
        SpringApplication application = new SpringApplication(EvacApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        Map<String, Object> defaults = new HashMap<>(MetricsConfiguration.DEFAULTS);
        defaults.put("spring.main.log-startup-info", "false");
        defaults.put("server.tomcat.threads.max", "400");
        // A list that is corrected in a page comes back in its form; DoorGuard counts what forms take together.
        defaults.put("server.tomcat.max-http-form-post-size", "16MB");
        application.setDefaultProperties(defaults);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("daemonSettings", settings));
        List<String> arguments = new ArrayList<>();
        properties.forEach(property -> arguments.add(property.replaceFirst("^--server\\.address=", "--evac.address=")));
        arguments.addAll(List.of(
                "--spring.config.additional-location=optional:file:" + settings.config() + "/",
                "--server.address=127.0.0.1",
                "--server.port=" + settings.port(),
                "--evac.home=" + settings.home(),
                "--evac.config=" + settings.config()));
        return application.run(arguments.toArray(String[]::new));
    }
}

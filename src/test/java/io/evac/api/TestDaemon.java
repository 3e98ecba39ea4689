package io.evac.api;

import io.evac.daemon.DaemonConfiguration;
import io.evac.daemon.DaemonSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** A daemon with a real door and fixed façades behind it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({FakeFacades.class, DaemonConfiguration.class, ApiConfiguration.class, SamplePages.class})
public class TestDaemon {
    /** With further settings. */
    public static ConfigurableApplicationContext start(
            Path home, Optional<Duration> idleExit, boolean resume, String... settings) {
        DaemonSettings how = new DaemonSettings(home, home.resolve("config"), 0, idleExit, resume);
        SpringApplication application = new SpringApplication(TestDaemon.class);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("daemonSettings", how));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--evac.url=https://evac.example.org/"));
        arguments.addAll(List.of(settings));
        return application.run(arguments.toArray(String[]::new));
    }
}

package io.evac.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.evac.EvacApplication;
import io.evac.access.Role;
import io.evac.access.Users;
import io.evac.daemon.DaemonSettings;
import io.evac.daemon.Home;
import io.evac.driver.Drivers;
import io.evac.driver.simulated.SimulatedDriver;
import io.evac.driver.simulated.SimulatedWorld;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventories;
import io.evac.inventory.InventoryFile;
import io.evac.inventory.WatchedInventory;
import io.evac.migration.Guards;
import io.evac.migration.Waiter;
import io.evac.plan.Plan;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.RunId;
import io.evac.run.Runs;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The daemon as it is, with H2 in a file; only its hosts are those of a simulated world. */
public final class SimulatedDaemon implements AutoCloseable {
    /** Of every user that is made here. */
    public static final String PASSWORD = "a password for tests";

    private final ConfigurableApplicationContext context;
    private final SimulatedWorld world;
    private final String port;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    public SimulatedDaemon(Path folder, String... properties) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("hosts.yaml"), """
                hosts:
                  - {name: alpha, address: alpha.example.org, driver: simulated}
                  - {name: beta, address: beta.example.org, driver: simulated}
                  - {name: gamma, address: gamma.example.org, driver: simulated}
                """);
        Home home = new Home(folder.resolve("home"));
        home.create();
        List<String> all = new ArrayList<>(List.of(
                "--spring.main.sources=" + SimulatedHosts.class.getName(),
                "--spring.main.allow-bean-definition-overriding=true"));
        all.addAll(List.of(properties));
        context = EvacApplication.start(new DaemonSettings(home.directory(), config, 0, Optional.empty(), true), all);
        world = context.getBean(SimulatedWorld.class);
        port = Home.read(home.port()).orElseThrow();
        token = Home.read(home.token()).orElseThrow();
    }

    /** What takes the place of the daemon's own hosts. */
    @Configuration(proxyBeanMethods = false)
    static class SimulatedHosts {
        /** Of the hosts, not of the engine: unless it is asked for, calls take no time worth waiting for. */
        private final Waiter shortly;

        SimulatedHosts(@Value("${simulated.longest-wait:2}") long millis) {
            shortly = time -> Thread.sleep(Math.min(time.toMillis(), millis));
        }

        @Bean
        SimulatedWorld world(Clock clock) {
            return new SimulatedWorld(clock, shortly);
        }

        @Bean
        Drivers drivers(SimulatedWorld world, Clock clock) {
            return new Drivers(List.of(new SimulatedDriver(world, clock, shortly)));
        }

        @Bean
        @Primary
        Guards simulatedGuards(SimulatedWorld world) {
            return world.guards();
        }

        @Bean
        Inventories inventories(@Value("${evac.config}") Path config) {
            return new WatchedInventory(new InventoryFile(Map.of("simulated", Set.of())), config.resolve("hosts.yaml"));
        }
    }

    public SimulatedWorld world() {
        return world;
    }

    public void add(String host, String instance) {
        world.add(new InstanceRef(new HostName(host), new InstanceName(instance)), 1_000_000, 1000, true);
    }

    /** Plans and applies a list of instances of alpha. */
    public RunId run(String... instances) {
        return runOf("instance,host\n" + String.join(",alpha\n", instances) + ",alpha\n");
    }

    /** Plans and applies a list. */
    public RunId runOf(String csv) {
        Plan plan = context.getBean(Plans.class)
                .create(new Plans.Request(
                        "list.csv", csv.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), Set.of()));
        return context.getBean(Runs.class).apply(plan.id(), "test");
    }

    /** Waits until nobody works on the run any more. */
    public RunReport ended(RunId run) {
        return ended(run, Duration.ofMinutes(2));
    }

    /** The same for a run that may take longer. */
    public RunReport ended(RunId run, Duration patience) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !Set.of("planned", "running", "waiting", "stopping")
                        .contains(reports().state(run.value()).orElseThrow()));
        return reports().run(run.value()).orElseThrow();
    }

    /** All that is in the database, as statements that would make it again. */
    public List<String> databaseScript() {
        return new JdbcTemplate(context.getBean(DataSource.class)).queryForList("SCRIPT", String.class);
    }

    /** From now on its database does not answer. */
    void loseDatabase() {
        context.getBean(HikariDataSource.class).close();
    }

    /** Where it answers, e.g. {@code http://127.0.0.1:8080}. */
    public String base() {
        return "http://127.0.0.1:" + port;
    }

    public String token() {
        return token;
    }

    /** Makes a user with this role, named after it. */
    public void user(Role role) {
        user(role.word(), role, HostScope.EVERY);
    }

    /** Makes a user. */
    public void user(String name, Role role, HostScope hosts) {
        context.getBean(Users.class).create(name, role, hosts, PASSWORD, "test");
    }

    /** Requests that handlers of these rooms answer, with the role that each needs. */
    public Map<RequestMappingInfo, HandlerMethod> handlers(String room) {
        return context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().getBeanType().getPackageName().equals(room))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Simple names of the classes of those that are told of what is measured. */
    List<String> registries() {
        return context.getBeansOfType(MeterRegistry.class).values().stream()
                .map(registry -> registry.getClass().getSimpleName())
                .toList();
    }

    public Reports reports() {
        return context.getBean(Reports.class);
    }

    HttpResponse<String> get(String path) {
        return get(path, "GET", token);
    }

    /** The same by somebody else. */
    public HttpResponse<String> get(String path, String bearer) {
        return get(path, "GET", bearer);
    }

    HttpResponse<String> get(String path, String method, String bearer) {
        return send(HttpRequest.newBuilder(URI.create(base() + path))
                .header("Authorization", "Bearer " + bearer)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** Asks for something of it. */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    Scrape scrape() {
        return new Scrape(get("/actuator/prometheus").body());
    }

    @Override
    public void close() {
        context.close();
    }
}

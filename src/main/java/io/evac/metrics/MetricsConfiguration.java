package io.evac.metrics;

import io.evac.inventory.Durations;
import io.evac.inventory.Host;
import io.evac.report.Reports;
import io.evac.run.LastInventory;
import io.evac.run.Sightings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.web.WebMvcEndpointManagementContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Wires what a monitoring asks: {@code /actuator/prometheus} and {@code /actuator/health}. Of Spring Boot's own
 * configurations only those of these two endpoints are taken, by name: no other endpoint is there to be exposed.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    EndpointAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    JacksonEndpointAutoConfiguration.class,
    WebMvcEndpointManagementContextConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class
})
public class MetricsConfiguration {
    /**
     * Settings that hold where nothing else is said. Details of health are for everybody who is let in, for the door lets
     * in nobody without the token.
     */
    public static final Map<String, Object> DEFAULTS = Map.of(
            "management.endpoints.web.exposure.include", "health,prometheus",
            "management.endpoints.web.discovery.enabled", "false",
            "management.endpoint.health.show-details", "always",
            "management.endpoint.health.group.readiness.include", "readinessState,database",
            "management.metrics.use-global-registry", "false");

    /** A collector of OpenTelemetry, where {@code evac.otlp.url} names one; all that is measured is sent there once a minute. */
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("evac.otlp.url")
    OtlpMeterRegistry otlpMeterRegistry(Environment settings) {
        return new OtlpMeterRegistry(
                new OtlpConfig() {
                    @Override
                    public @Nullable String get(String key) {
                        return settings.getProperty("evac." + key);
                    }

                    @Override
                    public Map<String, String> resourceAttributes() {
                        Map<String, String> said = new HashMap<>(Map.of("service.name", "evac"));
                        said.putAll(OtlpConfig.super.resourceAttributes());
                        return said;
                    }
                },
                io.micrometer.core.instrument.Clock.SYSTEM);
    }

    @Bean
    CarrierMeters carrierMeters(MeterRegistry registry) {
        return new CarrierMeters(registry);
    }

    @Bean
    MoveMeters moveMeters(MeterRegistry registry, LastInventory inventory) {
        return new MoveMeters(
                registry,
                name -> hosts(inventory).get().stream()
                        .filter(host -> host.name().equals(name))
                        .map(Host::driver)
                        .findFirst()
                        .orElse(Labels.NONE));
    }

    @Bean
    HostGauges hostGauges(LastInventory inventory, Sightings sightings) {
        return new HostGauges(hosts(inventory), sightings);
    }

    @Bean(destroyMethod = "close")
    LatestCensus latestCensus(
            Reports reports, HostGauges hosts, Clock clock, @Value("${evac.metrics.fresh:10s}") String fresh) {
        return new LatestCensus(reports::census, hosts::refresh, Durations.parse(fresh), clock);
    }

    @Bean
    TableGauges tableGauges(LatestCensus latest) {
        return new TableGauges(latest);
    }

    @Bean
    HostsHealth hostsHealthIndicator(LastInventory inventory, Sightings sightings) {
        return new HostsHealth(hosts(inventory), sightings);
    }

    @Bean
    HealthIndicator databaseHealthIndicator(LatestCensus latest) {
        return () -> {
            LatestCensus.Look look = latest.look();
            Health.Builder health = look.census().isPresent() ? Health.up() : Health.down();
            look.problem().ifPresent(problem -> health.withDetail("problem", problem));
            return health.withDetail("at", look.at().toString())
                    .withDetail("tookMillis", look.took().toMillis())
                    .build();
        };
    }

    @Bean
    HealthIndicator schedulerHealthIndicator(SchedulerFactoryBean scheduler) {
        return () -> (scheduler.isRunning() ? Health.up() : Health.down()).build();
    }

    /** None while hosts.yaml could never be read. */
    private static Supplier<List<Host>> hosts(LastInventory inventory) {
        return () -> {
            try {
                return inventory.get().hosts();
            } catch (IllegalStateException unusable) {
                return List.of();
            }
        };
    }
}

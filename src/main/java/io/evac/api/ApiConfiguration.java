package io.evac.api;

import io.evac.report.ReportJson;
import java.time.Clock;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the controllers to the façades. */
@Configuration(proxyBeanMethods = false)
@Import({
    PlanController.class,
    RunController.class,
    EventController.class,
    HostController.class,
    ScheduleController.class,
    PingController.class,
    Problems.class
})
public class ApiConfiguration {
    @Bean
    JsonMapperBuilderCustomizer contractJson() {
        return ReportJson::configure;
    }

    @Bean
    PlanReports planReports(Clock clock) {
        return new PlanReports(clock.getZone());
    }
}

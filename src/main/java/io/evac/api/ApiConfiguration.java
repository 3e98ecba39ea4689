package io.evac.api;

import com.fasterxml.jackson.annotation.Nulls;
import io.evac.migration.SteadyClock;
import io.evac.report.ReportJson;
import io.evac.report.Reports;
import java.time.Clock;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wires the controllers to the façades. Of Spring Boot's own configurations only those of the web layer are taken, by
 * name: the daemon starts faster, and nothing appears because a library happens to be there.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    SslAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class
})
@Import({
    ListController.class,
    PlanController.class,
    RunController.class,
    RunCommandController.class,
    EventController.class,
    HostController.class,
    ScheduleController.class,
    OwnerController.class,
    TokenController.class,
    UserController.class,
    AuditController.class,
    PingController.class,
    OpenApiController.class,
    HookReader.class,
    Problems.class
})
public class ApiConfiguration {
    /** The contract's JSON; what a request says that nobody heeds is refused, as is what it leaves out. */
    @Bean
    JsonMapperBuilderCustomizer contractJson() {
        return builder -> ReportJson.configure(builder)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL));
    }

    @Bean
    StoredEvents storedEvents(Reports reports, JsonMapper json) {
        return new StoredEvents(reports, json);
    }

    @Bean
    EventFeed eventFeed(Reports reports, StoredEvents stored, JsonMapper json, Clock clock, SteadyClock steady) {
        return new EventFeed(reports, stored, json, clock, steady);
    }
}

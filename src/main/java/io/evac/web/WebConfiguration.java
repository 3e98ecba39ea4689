package io.evac.web;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.servlet.MultipartConfigFactory;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Wires the pages to the façades. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(ThymeleafAutoConfiguration.class)
@Import({
    Frame.class,
    PageProblems.class,
    Lines.class,
    NowPages.class,
    HostPages.class,
    EvacuationPages.class,
    PlanPages.class,
    RunPages.class,
    RunCommandPages.class,
    DownloadPages.class,
    SchedulePages.class,
    HistoryPages.class,
    AuditPages.class
})
public class WebConfiguration {
    /** As large as the longest list that the API takes. */
    private static final DataSize LONGEST = DataSize.ofMegabytes(16);

    private static final String HTMX = "classpath:/META-INF/resources/webjars/htmx.org/2.0.7/dist/";

    @Bean
    MultipartConfigElement uploads() {
        MultipartConfigFactory limits = new MultipartConfigFactory();
        limits.setMaxFileSize(LONGEST);
        limits.setMaxRequestSize(LONGEST);
        // A list is kept in memory anyway: no file of an upload is left behind.
        limits.setFileSizeThreshold(LONGEST);
        return limits.createMultipartConfig();
    }

    @Bean
    StandardServletMultipartResolver multipartResolver() {
        return new StandardServletMultipartResolver();
    }

    /** The library lies in its own jar; only its one file is served. */
    @Bean
    WebMvcConfigurer assets() {
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler("/assets/lib/*.min.js").addResourceLocations(HTMX);
            }
        };
    }
}

package io.evac.daemon;

import io.evac.access.KeptTokens;
import io.evac.access.TokenStore;
import io.evac.access.Tokens;
import io.evac.access.Users;
import io.evac.notice.OwnerLinks;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Wires the door: first the address and the size, then who it is, then once only, then the role at the handler. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@Import(PageDoor.class)
public class DoorConfiguration {
    /** An answer to a program is no page, whatever a browser makes of it. */
    private static final String NO_CONTENT =
            "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    Binding binding(Environment settings, Users users) {
        return new Binding(settings, users);
    }

    @Bean
    FilterRegistrationBean<DoorGuard> doorGuard(Activity activity, OwnerLinks links, Binding binding, Clock clock) {
        Bodies bodies = new Bodies(clock, Runtime.getRuntime().maxMemory());
        FilterRegistrationBean<DoorGuard> registration =
                new FilterRegistrationBean<>(new DoorGuard(activity, links, binding.names(), bodies));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies() {
        return factory -> factory.addEngineValves(new UnreadBodies());
    }

    /** Behind the security filters: an answer is kept for who asked. */
    @Bean
    FilterRegistrationBean<OnceOnly> onceOnly(
            KeyedRequests requests,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> handlers) {
        FilterRegistrationBean<OnceOnly> registration = new FilterRegistrationBean<>(new OnceOnly(requests, handlers));
        registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 2);
        return registration;
    }

    /** E.g. an encoded slash in a name. */
    @Bean
    RequestRejectedHandler rejected() {
        return (request, response, why) -> Refusal.write(
                response,
                400,
                "EVAC-596",
                "the daemon knows no such request",
                "Maybe a name in it has a slash or a %.");
    }

    @Bean
    Tokens tokens(TokenStore store, Clock clock) {
        return new KeptTokens(store, clock);
    }

    /** Behind the security filters, before what is answered from memory. */
    @Bean
    FilterRegistrationBean<Recorder> recording(Recorder recorder) {
        FilterRegistrationBean<Recorder> registration = new FilterRegistrationBean<>(recorder);
        registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1);
        return registration;
    }

    /** No session and no cookie, so nothing that a foreign page could make a browser send along. */
    @Bean
    @Order(1)
    SecurityFilterChain door(HttpSecurity http, Home home, Tokens tokens) throws IOException {
        Callers callers = new Callers(Token.of(home), tokens);
        AuthenticationEntryPoint stranger = (request, response, why) -> Refusal.stranger(response);
        return http.securityMatcher(DoorConfiguration::byToken)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(NO_CONTENT)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .oauth2ResourceServer(bearer ->
                        bearer.authenticationEntryPoint(stranger).opaqueToken(token -> token.introspector(callers)))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(stranger))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(request -> request.getAttribute(DoorGuard.LINK) != null)
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .access((who, request) -> new AuthorizationDecision(mayMeasure(who.get())))
                        .anyRequest()
                        .authenticated())
                .build();
    }

    /** What shows a token, or should: metrics and links always, the API unless a page of ours asks it. */
    private static boolean byToken(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals("/actuator")
                || path.startsWith("/actuator/")
                || request.getAttribute(DoorGuard.LINK) != null
                || path.startsWith("/api/") && !PageDoor.bySession(request);
    }

    /** What is measured is of every host. */
    private static boolean mayMeasure(@Nullable Authentication shown) {
        return Optional.ofNullable(shown)
                .flatMap(Caller::of)
                .filter(caller -> caller.hosts().isEvery())
                .isPresent();
    }

    @Bean
    WebMvcConfigurer roles() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RoleGuard());
            }
        };
    }
}

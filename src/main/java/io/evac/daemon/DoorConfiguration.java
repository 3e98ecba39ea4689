package io.evac.daemon;

import io.evac.access.KeptTokens;
import io.evac.access.Role;
import io.evac.access.TokenStore;
import io.evac.access.Tokens;
import io.evac.notice.OwnerLinks;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Wires the door: first the address and the size, then who it is, then once only, then the role at the handler. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class DoorConfiguration {
    @Bean
    FilterRegistrationBean<DoorGuard> doorGuard(Activity activity, OwnerLinks links, Clock clock) {
        Bodies bodies = new Bodies(clock, Runtime.getRuntime().maxMemory());
        FilterRegistrationBean<DoorGuard> registration =
                new FilterRegistrationBean<>(new DoorGuard(activity, links, bodies));
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
        registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1);
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

    /** No session and no cookie, so nothing that a foreign page could make a browser send along. */
    @Bean
    SecurityFilterChain door(HttpSecurity http, Home home, Tokens tokens) throws IOException {
        Callers callers = new Callers(Token.of(home), tokens);
        AuthenticationEntryPoint stranger = (request, response, why) -> {
            response.setHeader("WWW-Authenticate", "Bearer");
            Refusal.notLetIn(
                    response,
                    401,
                    "EVAC-591",
                    "no token, or a wrong one",
                    "Maybe run the command as the user who owns the state directory, or set EVAC_TOKEN.");
        };
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
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
                        .hasAnyAuthority(
                                Stream.of(Role.values()).map(Role::name).toArray(String[]::new))
                        .anyRequest()
                        .authenticated())
                .build();
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

package io.evac.daemon;

import io.evac.access.AuditTrail;
import io.evac.access.Hashes;
import io.evac.access.KeptUsers;
import io.evac.access.Tokens;
import io.evac.access.UserStore;
import io.evac.access.Users;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.web.server.Cookie.SameSite;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/**
 * Wires the door of browsers: a session behind a login, for all that does not show a token. Everything that changes something
 * needs the session's own word, for a browser sends its cookie whoever wrote the page.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@ImportAutoConfiguration(ThymeleafAutoConfiguration.class)
@Import(LoginController.class)
public class PageDoor {
    static final String COOKIE = "evac-session";

    /** Nothing from elsewhere, and nothing that stands in the page itself: what somebody smuggles into one stays text. */
    private static final String CONTENT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final int COST = 12;

    @Bean
    Hashes hashes() {
        BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
        return new Hashes() {
            @Override
            public String of(String password) {
                return String.valueOf(bcrypt.encode(password));
            }

            @Override
            public boolean matches(String password, String hash) {
                return bcrypt.matches(password, hash);
            }
        };
    }

    @Bean
    Users users(UserStore store, Hashes hashes, Clock clock) {
        return new KeptUsers(store, hashes, clock);
    }

    @Bean
    Providers providers(Environment settings, Clock clock) {
        return new Providers(settings, clock);
    }

    @Bean
    FirstAdmin firstAdmin(Users users, Clock clock) {
        return new FirstAdmin(users, clock);
    }

    @Bean
    Sessions sessions(Users users, Clock clock) {
        return new Sessions(users, clock);
    }

    /** Only within the chain of sessions. */
    @Bean
    FilterRegistrationBean<Sessions> sessionsNowhereElse(Sessions sessions) {
        FilterRegistrationBean<Sessions> registration = new FilterRegistrationBean<>(sessions);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    Standing standing(Tokens tokens, Sessions sessions) {
        return new Standing(tokens, sessions);
    }

    @Bean
    Throttle throttle(Clock clock) {
        return new Throttle(clock);
    }

    @Bean
    Recorder recorder(AuditTrail trail) {
        return new Recorder(trail);
    }

    @Bean
    Logins logins(
            Sessions sessions,
            Users users,
            Recorder recorder,
            Providers providers,
            ObjectProvider<ThymeleafViewResolver> views,
            Clock clock) {
        return new Logins(sessions, users, recorder, providers, views, clock);
    }

    /** No script reads the cookie, no foreign page sends it with a form, and no address has it. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> sessionCookie() {
        return factory -> {
            Session session = factory.getSettings().getSession();
            session.setTimeout(Sessions.IDLE);
            session.setTrackingModes(Set.of(Session.SessionTrackingMode.COOKIE));
            session.getCookie().setName(COOKIE);
            session.getCookie().setHttpOnly(true);
            session.getCookie().setSameSite(SameSite.LAX);
        };
    }

    /** Whether it comes with a session and shows no token: the API answers pages, too. */
    static boolean bySession(HttpServletRequest request) {
        return request.getHeader("Authorization") == null
                && Optional.ofNullable(request.getCookies()).stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(cookie -> cookie.getName().equals(COOKIE));
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(
            HttpSecurity http, Users users, Throttle throttle, Sessions sessions, Logins logins, Providers providers) {
        http.authenticationProvider(new UserCheck(users, throttle))
                .addFilterAfter(sessions, SecurityContextHolderFilter.class)
                .requestCache(AbstractHttpConfigurer::disable)
                .csrf(csrf -> csrf.csrfTokenRepository(new BoundCsrf())
                        .csrfTokenRequestHandler(new XorCsrfTokenRequestAttributeHandler()))
                .headers(PageDoor::headers)
                .formLogin(login ->
                        login.loginPage("/login").successHandler(logins::in).failureHandler(logins::failed))
                .logout(logout -> logout.addLogoutHandler((request, response, who) ->
                                Optional.ofNullable(who).ifPresent(it -> logins.out(request, it)))
                        .deleteCookies(COOKIE)
                        .logoutSuccessUrl("/login"))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(
                                (request, response, why) -> stranger(request, response))
                        .accessDeniedHandler((request, response, why) -> logins.forged(request, response)))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/login", "/setup", "/assets/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated());
        providers.join(http, logins);
        return http.build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN));
    }

    /** Whether a browser shows the answer to somebody. */
    static boolean byPerson(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Accept")).orElse("").contains("text/html")
                && !request.getRequestURI().startsWith("/api/");
    }

    /** A person is shown the login page, a program is told. */
    static void stranger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (byPerson(request)) {
            response.sendRedirect(LocalPath.login(request));
        } else {
            Refusal.stranger(response);
        }
    }
}

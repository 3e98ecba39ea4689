package io.evac.daemon;

import io.evac.access.Role;
import io.evac.daemon.Caller.Way;
import io.evac.inventory.Durations;
import io.evac.inventory.HostScope;
import io.evac.report.Plain;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * The identity provider, where one is configured: {@code evac.oidc.issuer}, {@code .client-id} and {@code .client-secret}; whom it
 * sends has the highest role of which {@code evac.oidc.roles.<role>} names a value of the claim {@code evac.oidc.claim}. It is
 * asked for its addresses when the first person comes by it: the daemon starts without it.
 */
final class Providers {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

    /** The error of who has none of our roles. */
    static final String NO_ROLE = "no_role";

    private static final String ID = "oidc";
    private static final String EVERY = "*";
    private static final Bindable<Map<String, List<String>>> NAMED = Bindable.of(ResolvableType.forClassWithGenerics(
            Map.class,
            ResolvableType.forClass(String.class),
            ResolvableType.forClassWithGenerics(List.class, String.class)));
    private static final int LONGEST_NAME = 64;
    private final Environment settings;
    private final Clock clock;

    /** What the provider said of itself. */
    private volatile @Nullable ClientRegistration registered;

    Providers(Environment settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    boolean present() {
        return !setting("issuer", "").isEmpty();
    }

    private String setting(String key, String otherwise) {
        return settings.getProperty("evac.oidc." + key, otherwise).strip();
    }

    private List<String> list(String key) {
        return Binder.get(settings)
                .bind("evac.oidc." + key, Bindable.listOf(String.class))
                .orElse(List.of());
    }

    /** Lets the chain take whom the provider sends; nothing without one. */
    void join(HttpSecurity http, Logins logins) {
        if (!present()) {
            return;
        }
        ProviderClient client = new ProviderClient(Durations.parse(setting("patience", "10s")));
        OidcUserService users = client.users();
        http.oauth2Login(login -> login.loginPage("/login")
                .clientRegistrationRepository(id -> registration(id, client))
                .authorizedClientRepository(new NoClients())
                .authorizationEndpoint(endpoint -> endpoint.authorizationRequestRepository(new UnderWayLogins(clock)))
                .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(client.tokens()))
                .userInfoEndpoint(endpoint -> endpoint.oidcUserService(request -> user(request, users)))
                .successHandler(logins::in)
                .failureHandler(logins::failed)
                .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                    /** Whom nobody can send there is told so by the login page. */
                    @Override
                    public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F leaving) {
                        leaving.setAuthenticationFailureHandler(logins::failed);
                        return leaving;
                    }
                }));
    }

    /** Nobody waits for another who asks: several first ones ask each for itself, and are told the same. */
    private @Nullable ClientRegistration registration(String id, ProviderClient client) {
        if (!id.equals(ID)) {
            return null;
        }
        ClientRegistration known = registered;
        if (known == null) {
            known = discovered(client);
            registered = known;
        }
        return known;
    }

    private ClientRegistration discovered(ProviderClient client) {
        return ClientRegistrations.fromOidcConfiguration(client.configuration(setting("issuer", "")))
                .registrationId(ID)
                .clientId(setting("client-id", "evac"))
                .clientSecret(setting("client-secret", ""))
                .scope(words(setting("scopes", "openid profile email")))
                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                .build();
    }

    private OidcUser user(OidcUserRequest request, OidcUserService users) {
        OidcUser sent = users.loadUser(request);
        Role role =
                role(sent.getClaims()).orElseThrow(() -> new OAuth2AuthenticationException(new OAuth2Error(NO_ROLE)));
        HostScope hosts = role == Role.ADMIN ? HostScope.EVERY : hosts(sent.getClaims());
        String name = Objects.toString(sent.getClaims().get(setting("name", "preferred_username")), sent.getSubject());
        return new ProvidedUser(
                "oidc:" + Plain.line(name.substring(0, Math.min(LONGEST_NAME, name.length()))),
                role,
                hosts,
                clock.instant(),
                sent.getIdToken());
    }

    private Optional<Role> role(Map<String, Object> claims) {
        Set<String> sent = sent(claims);
        return Stream.of(Role.values())
                .filter(role -> list("roles." + role.word()).stream().anyMatch(sent::contains))
                .reduce((lower, higher) -> higher);
    }

    private Set<String> sent(Map<String, Object> claims) {
        return Set.copyOf(values(claim(claims, setting("claim", "groups"))));
    }

    /** All that the values name together; where some name hosts, who has none of them has none. */
    private HostScope hosts(Map<String, Object> claims) {
        Map<String, List<String>> named =
                Binder.get(settings).bind("evac.oidc.hosts", NAMED).orElse(Map.of());
        if (named.isEmpty()) {
            return HostScope.EVERY;
        }
        Set<String> sent = sent(claims);
        List<String> mine = named.entrySet().stream()
                .filter(entry -> sent.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .distinct()
                .toList();
        if (mine.isEmpty()) {
            throw new OAuth2AuthenticationException(new OAuth2Error(NO_ROLE));
        }
        try {
            return mine.contains(EVERY) ? HostScope.EVERY : HostScope.parse(mine);
        } catch (IllegalArgumentException slip) {
            LOG.error("evac.oidc.hosts cannot be used: {}", slip.getMessage());
            throw new OAuth2AuthenticationException(new OAuth2Error("evac_oidc_hosts"), slip);
        }
    }

    /** A dot goes into an object, e.g. {@code realm_access.roles}. */
    private static @Nullable Object claim(Map<String, Object> claims, String path) {
        Object found = claims.get(path);
        if (found != null) {
            return found;
        }
        found = claims;
        for (String key : path.split("\\.")) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found;
    }

    private static List<String> values(@Nullable Object claim) {
        return claim instanceof Collection<?> many
                ? many.stream().map(String::valueOf).distinct().toList()
                : claim instanceof String one ? words(one) : List.of();
    }

    /** Between blanks or commas. */
    private static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /** What {@link Caller} reads; of the provider's claims nothing else is believed. */
    private record ProvidedUser(String name, Role role, HostScope hosts, Instant given, OidcIdToken idToken)
            implements OidcUser {
        @Override
        public Map<String, Object> getClaims() {
            return Map.of();
        }

        @Override
        public Map<String, Object> getAttributes() {
            return Map.of("role", role, "hosts", hosts, "given", given, "way", Way.PROVIDER);
        }

        @Override
        public @Nullable OidcUserInfo getUserInfo() {
            return null;
        }

        @Override
        public OidcIdToken getIdToken() {
            return idToken;
        }

        @Override
        public Collection<? extends GrantedAuthority> getAuthorities() {
            return Callers.authorities(role);
        }

        @Override
        public String getName() {
            return name;
        }
    }
}

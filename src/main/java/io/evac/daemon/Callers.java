package io.evac.daemon;

import io.evac.access.Role;
import io.evac.access.Tokens;
import io.evac.daemon.Caller.Way;
import io.evac.inventory.HostScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/** Who shows a token: the owner of the state directory, or the holder of one that was given. */
final class Callers implements OpaqueTokenIntrospector {
    /** Whoever may read the state directory may do everything, and says itself on whose behalf. */
    static final String OWNER = "owner of the state directory";

    private final Token own;
    private final Tokens tokens;

    Callers(Token own, Tokens tokens) {
        this.own = own;
        this.tokens = tokens;
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String secret) {
        if (own.matches(secret)) {
            return principal(OWNER, Role.ADMIN, HostScope.EVERY, Instant.EPOCH, Way.OWNER);
        }
        return tokens.holder(secret)
                .map(token -> principal(token.name(), token.role(), token.hosts(), token.created(), Way.TOKEN))
                .orElseThrow(() -> new BadOpaqueTokenException("no token, or a wrong one"));
    }

    /** What {@link Caller} reads again. */
    static OAuth2AuthenticatedPrincipal principal(String name, Role role, HostScope hosts, Instant given, Way way) {
        return new DefaultOAuth2AuthenticatedPrincipal(
                name, Map.of("role", role, "hosts", hosts, "given", given, "way", way), authorities(role));
    }

    static List<GrantedAuthority> authorities(Role role) {
        return List.of(new SimpleGrantedAuthority(role.name()));
    }
}

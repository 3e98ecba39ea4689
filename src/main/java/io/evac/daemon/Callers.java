package io.evac.daemon;

import io.evac.access.Role;
import io.evac.access.Tokens;
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
            return caller(OWNER, Role.ADMIN, Instant.EPOCH);
        }
        return tokens.holder(secret)
                .map(token -> caller(token.name(), token.role(), token.created()))
                .orElseThrow(() -> new BadOpaqueTokenException("no token, or a wrong one"));
    }

    private static OAuth2AuthenticatedPrincipal caller(String name, Role role, Instant given) {
        List<GrantedAuthority> authorities = List.of(new SimpleGrantedAuthority(role.name()));
        return new DefaultOAuth2AuthenticatedPrincipal(name, Map.of("role", role, "given", given), authorities);
    }
}

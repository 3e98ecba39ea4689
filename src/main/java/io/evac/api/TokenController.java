package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.access.Tokens;
import io.evac.daemon.Deeds;
import io.evac.daemon.NotFoundException;
import io.evac.daemon.Reach;
import io.evac.inventory.Durations;
import io.evac.inventory.HostScope;
import io.evac.inventory.Texts;
import io.evac.report.RunReport;
import io.evac.report.TokenReport;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens over HTTP. */
@RestController
@RequestMapping("/api/v1/tokens")
final class TokenController {
    private final Tokens tokens;
    private final Reach reach;

    TokenController(Tokens tokens, Reach reach) {
        this.tokens = tokens;
        this.reach = reach;
    }

    /**
     * A token that is wanted.
     *
     * @param expires from now, a duration
     * @param hosts labels of the hosts that its holder may see and use, as {@code rack=r7}; left out: every host
     */
    record NewToken(String name, String role, String expires, Optional<List<String>> hosts) {}

    @GetMapping
    @Needs(Role.ADMIN)
    List<TokenReport> list() {
        return tokens.list().stream()
                .map(token -> report(token, Optional.empty()))
                .toList();
    }

    /** The only answer that has the token itself. */
    @PostMapping
    @Needs(Role.ADMIN)
    TokenReport create(@RequestBody NewToken wanted, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        Deeds.on(wanted.name());
        Role role = RoleWord.read(wanted.role());
        HostScope hosts = reach.known(wanted.hosts());
        Tokens.Issued issued =
                tokens.create(wanted.name(), role, hosts, Durations.parse(wanted.expires()), Actor.named(actor));
        return report(issued.token(), Optional.of(issued.secret()));
    }

    @DeleteMapping("/{name}")
    @Needs(Role.ADMIN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String name, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        if (!tokens.revoke(name, Actor.named(actor))) {
            throw new NotFoundException(
                    "EVAC-584",
                    "there is no token " + Texts.quoted(name),
                    "Maybe one of those that evac token list names");
        }
    }

    private static TokenReport report(Tokens.Token token, Optional<String> secret) {
        return new TokenReport(
                RunReport.SCHEMA_VERSION,
                token.name(),
                token.role().word(),
                token.hosts().words(),
                time(token.created()),
                time(token.expires()),
                token.by(),
                secret);
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

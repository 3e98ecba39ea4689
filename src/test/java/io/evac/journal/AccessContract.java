package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.AuditTrail.Deed;
import io.evac.access.AuditTrail.Entry;
import io.evac.access.AuditTrail.Outcome;
import io.evac.access.AuditTrail.Query;
import io.evac.access.Role;
import io.evac.access.UserStore.Kept;
import io.evac.access.Users.User;
import io.evac.inventory.HostScope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Users and the audit trail, on every database. */
abstract class AccessContract extends StoresContract {
    private static final Instant THEN = Instant.parse("2026-12-05T21:00:00.123Z");

    private static Deed deed(String actor, String action, int status) {
        return new Deed(
                actor,
                "token",
                "192.0.2.1",
                "POST",
                action,
                "R-1",
                Optional.of("9f3c"),
                Optional.of("disk full"),
                status);
    }

    private static final HostScope SCOPE = HostScope.parse(List.of("rack=r7,site=berlin", "rack=r8"));

    private static Query of(String actor, Optional<Outcome> outcome, OptionalLong before, int limit) {
        return new Query(Optional.of(actor), Optional.empty(), outcome, before, limit);
    }

    @Test
    void aUserIsKeptOnceAndFoundByTheExactName() {
        JdbcUserStore store = new JdbcUserStore(db().database(), Clock.systemUTC());
        User jo = new User("jo", Role.APPROVER, SCOPE, THEN, THEN, "test");
        assertThat(store.add(new Kept(jo, "hash"))).isTrue();
        assertThat(store.add(new Kept(jo, "other"))).isFalse();
        assertThat(store.find("jo")).contains(new Kept(jo, "hash"));
        assertThat(store.find("JO")).isEmpty();
        assertThat(store.find("jo ")).isEmpty();
        assertThat(store.find("' OR '1'='1")).isEmpty();
        Instant later = THEN.plusMillis(1);
        assertThat(store.password("jo", "new", later, "test")).isTrue();
        assertThat(store.find("jo"))
                .contains(new Kept(new User("jo", Role.APPROVER, SCOPE, THEN, later, "test"), "new"));
        assertThat(store.all()).extracting(User::name).contains("jo");
        assertThat(store.remove("jo", "test")).isTrue();
        assertThat(store.remove("jo", "test")).isFalse();
        assertThat(store.password("jo", "new", later, "test")).isFalse();
    }

    @Test
    void theTrailIsReadNewestFirstInPages() {
        JdbcAuditTrail trail = new JdbcAuditTrail(db().database(), Clock.systemUTC());
        for (int status : new int[] {200, 403, 500, 204, 401}) {
            trail.add(deed("pager", "run-apply", status));
        }
        List<Entry> first = trail.entries(of("pager", Optional.empty(), OptionalLong.empty(), 3));
        assertThat(first).extracting(entry -> entry.deed().status()).containsExactly(401, 204, 500);
        List<Entry> rest = trail.entries(
                of("pager", Optional.empty(), OptionalLong.of(first.getLast().number()), 3));
        assertThat(rest).extracting(entry -> entry.deed().status()).containsExactly(403, 200);
        assertThat(rest.getLast().deed()).isEqualTo(deed("pager", "run-apply", 200));
        assertThat(trail.entries(of("pager", Optional.of(Outcome.REFUSED), OptionalLong.empty(), 9)))
                .extracting(entry -> entry.deed().status())
                .containsExactly(401, 403);
        assertThat(trail.entries(of("pager", Optional.of(Outcome.FAILED), OptionalLong.empty(), 9)))
                .hasSize(1);
        assertThat(trail.entries(of("Pager", Optional.empty(), OptionalLong.empty(), 9)))
                .isEmpty();
    }

    @Test
    void whateverAStrangerTypesIsKeptAsItIsAndCut() {
        JdbcAuditTrail trail = new JdbcAuditTrail(db().database(), Clock.systemUTC());
        String hostile = "'; DROP TABLE evac_audit; -- 😀";
        trail.add(new Deed(hostile, "none", "::1", "POST", "login", "", Optional.empty(), Optional.empty(), 401));
        assertThat(trail.entries(of(hostile, Optional.empty(), OptionalLong.empty(), 1)))
                .hasSize(1);
        String longest = "x".repeat(5000);
        trail.add(new Deed(
                longest, longest, longest, longest, "cut", longest, Optional.of(longest), Optional.of(longest), 400));
        Query cut = new Query(Optional.empty(), Optional.of("cut"), Optional.empty(), OptionalLong.empty(), 1);
        assertThat(trail.entries(cut).getFirst().deed().actor()).hasSize(200).endsWith("…");
    }
}

package io.evac.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.api.MemoryUsers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptUsersTest {
    private static final String SECRET = "four words are enough";

    private final List<String> looked = new ArrayList<>();
    private final Users users = new KeptUsers(
            new MemoryUsers(),
            new Hashes() {
                @Override
                public String of(String password) {
                    return "hash of " + password;
                }

                @Override
                public boolean matches(String password, String hash) {
                    looked.add(hash);
                    return hash.equals("hash of " + password);
                }
            },
            Clock.fixed(Instant.parse("2026-12-05T21:00:00Z"), ZoneOffset.UTC));

    @Test
    void aPasswordIsLongEnoughAndBcryptSeesAllOfIt() {
        refused("eleven char", "too short");
        refused("12345678901\n", "cannot be typed");
        refused("x".repeat(73), "too long");
        refused("ö".repeat(37), "too long");
        refused("jo.the.tester", "is the name");
        users.create("jo", Role.VIEWER, "ö".repeat(36), "test");
        assertThat(users.check("jo", "ö".repeat(36))).isPresent();
    }

    private void refused(String password, String why) {
        assertThatThrownBy(() -> users.create("jo.the.tester", Role.VIEWER, password, "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Maybe")
                .hasMessageNotContaining("x".repeat(73));
        assertThat(users.list()).isEmpty();
    }

    @Test
    void forNobodyAsMuchIsComputedAsForSomebody() {
        users.create("jo", Role.VIEWER, SECRET, "test");
        assertThat(users.check("jo", "wrong")).isEmpty();
        assertThat(users.check("nobody", SECRET)).isEmpty();
        assertThat(users.check("' OR 1=1 --", SECRET)).isEmpty();
        assertThat(users.check("nobody", "the password of nobody")).isEmpty();
        assertThat(users.check("jo", SECRET + "x".repeat(72))).isEmpty();
        assertThat(looked).hasSize(5);
    }

    @Test
    void aNameIsTakenOnceAndMayNotBeTheEngines() {
        users.create("jo", Role.VIEWER, SECRET, "test");
        for (String name : List.of("jo", "evac", "api", "", "a b", "<b>", "-x", "a:b", "x".repeat(65))) {
            assertThatThrownBy(() -> users.create(name, Role.ADMIN, SECRET, "test"))
                    .as(name)
                    .hasMessageContaining("Maybe");
        }
    }

    @Test
    void anotherPasswordIsAnotherSession() {
        Instant before = users.create("jo", Role.VIEWER, SECRET, "test").changed();
        assertThat(users.holds("jo", before)).isTrue();
        assertThat(users.password("jo", "another four words", "test")).isTrue();
        assertThat(users.holds("jo", before)).isFalse();
        assertThat(users.check("jo", SECRET)).isEmpty();
        assertThat(users.password("nobody", SECRET, "test")).isFalse();
        assertThat(users.remove("jo", "test")).isTrue();
        assertThat(users.remove("jo", "test")).isFalse();
    }
}

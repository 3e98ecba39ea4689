package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.access.KeptUsers;
import io.evac.access.Role;
import io.evac.access.Users;
import io.evac.api.MemoryUsers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.mock.env.MockEnvironment;

class BindingTest {
    private final MockEnvironment settings = new MockEnvironment();
    private final Users users = new KeptUsers(
            new MemoryUsers(),
            new PageDoor().hashes(),
            Clock.fixed(Instant.parse("2026-12-05T21:00:00Z"), ZoneOffset.UTC));

    private String address(boolean tls) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        Ssl ssl = new Ssl();
        ssl.setEnabled(tls);
        factory.setSsl(ssl);
        new Binding(settings, users).customize(factory);
        return factory.getAddress().getHostAddress();
    }

    private void user() {
        users.create("ada", Role.ADMIN, "four words are enough", "test");
    }

    @Test
    void withoutUsersOrTlsItStaysOnLoopback() {
        assertThat(address(true)).isEqualTo("127.0.0.1");
        settings.setProperty("evac.address", "192.0.2.7");
        assertThat(address(true)).isEqualTo("127.0.0.1");
        user();
        assertThat(address(false)).isEqualTo("127.0.0.1");
        assertThat(address(true)).isEqualTo("192.0.2.7");
    }

    @Test
    void aProxyTakesThePlaceOfTls() {
        settings.setProperty("evac.address", "0.0.0.0");
        settings.setProperty("evac.door.proxy", "192.0.2.1");
        assertThat(address(false)).isEqualTo("127.0.0.1");
        user();
        assertThat(address(false)).isEqualTo("0.0.0.0");
    }

    @Test
    void anAddressThatIsNoneIsSaid() {
        settings.setProperty("evac.address", "no address");
        assertThatThrownBy(() -> address(true)).hasMessageContaining("Maybe").hasMessageContaining("EVAC-613");
    }

    @Test
    void namesAreComparedInLowerCase() {
        settings.setProperty("evac.door.names", "Evac.example.org, 192.0.2.7");
        assertThat(new Binding(settings, users).names()).containsExactlyInAnyOrder("evac.example.org", "192.0.2.7");
    }
}

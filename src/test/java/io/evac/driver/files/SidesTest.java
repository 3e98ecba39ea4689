package io.evac.driver.files;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.Host;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.remote.tree.LocalShell;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Transfer;
import io.evac.remote.tree.TwoHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidesTest {
    @TempDir
    Path dir;

    TwoHosts hosts;

    @BeforeEach
    void build() throws IOException {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
    }

    private Pair pair(Host from, Host to) {
        return new Sides(hosts.shells(), Clock.systemUTC()).pair(from, to, TwoHosts.WEB);
    }

    private static Host with(Host host, String key, String value) {
        Map<String, Object> settings = new HashMap<>(host.settings());
        settings.put(key, value);
        return new Host(
                host.name(),
                host.address(),
                host.driver(),
                host.capacity(),
                host.slots(),
                host.bandwidth(),
                host.accepts(),
                host.labels(),
                host.powerFence(),
                settings);
    }

    @Test
    void theCopyInPlaceIsTheSourceAndTheArrivingOneTheDestination() {
        Pair pair = pair(with(hosts.alpha, "transfer", "tar"), hosts.beta);
        assertThat(pair.source().directory()).isEqualTo(hosts.home.toString());
        assertThat(pair.source().root()).isEqualTo(dir.resolve("a").toString());
        assertThat(pair.source().transfer()).isEqualTo(Transfer.TAR);
        assertThat(pair.destination().directory()).isEqualTo(hosts.away.toString());
        assertThat(pair.destination().transfer()).isEqualTo(Transfer.AUTO);
        assertThat(pair.exclusions().excludes("cache/tmp/x")).isTrue();
    }

    @Test
    void aParkedCopyIsTheSourceWhereNoneIsInPlace() {
        sh(dir, "mkdir -p a/.evac/away; mv a/web a/.evac/away/web");
        assertThat(pair(hosts.alpha, hosts.beta).source().directory())
                .isEqualTo(dir.resolve("a/.evac/away/web").toString());
    }

    @Test
    void anInstanceThatIsGoneIsAPermanentFailure() {
        sh(dir, "rm -rf a/web");
        assertThatThrownBy(() -> pair(hosts.alpha, hosts.beta)).hasMessageContaining("EVAC-451");
    }

    @Test
    void settingsOfNoUseAreTriedAgain() {
        assertThatThrownBy(() -> pair(with(hosts.alpha, "transfer", "pigeon"), hosts.beta))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure())
                                .isInstanceOf(Failure.Transient.class)
                                .extracting(Failure::what)
                                .asString()
                                .contains("files.transfer is \"pigeon\". Maybe auto, rsync, tar or relay"));
    }
}

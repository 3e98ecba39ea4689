package io.evac.driver.files;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.inventory.InstanceRef;
import io.evac.inventory.SshSettings;
import io.evac.migration.GuardState;
import io.evac.remote.tree.DirectHosts;
import io.evac.remote.tree.LocalShell;
import io.evac.remote.tree.OnDirectHosts;
import io.evac.remote.tree.Programs;
import io.evac.remote.tree.TwoHosts;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the driver says of two hosts of which the first may reach the second's sshd. */
class FilesAdviceIT extends OnDirectHosts {

    private FilesDriver driver() {
        return new FilesDriver(
                direct.hosts.shells(),
                direct.guards,
                new SshSettings(dir.resolve("none"), sshd.known),
                name -> name.equals(direct.beta.name()) ? direct.beta : direct.hosts.alpha,
                TwoHosts.traffic(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                time -> {});
    }

    @Test
    void itSeesWhatTheGuardSays() {
        direct.reserved();
        FilesDriver driver = driver();
        assertThat(driver.observe(new InstanceRef(direct.beta.name(), TwoHosts.WEB), direct.beta)
                        .facts()
                        .state())
                .isEqualTo(GuardState.RECEIVING);
        assertThat(driver.itinerary(TwoHosts.move()).actions()).hasSize(9);
        assertThat(driver.objections(TwoHosts.move())).isEmpty();
        assertThat(driver.commands(TwoHosts.move())).anyMatch(line -> line.contains("rsync"));
    }

    @Test
    void itSaysThatATreeWhichRsyncCannotCarryGoesStraight() {
        sh(direct.hosts.home, "mkdir dev; mknod dev/null c 1 3 2>/dev/null || :");
        assumeThat(direct.hosts.home.resolve("dev/null"))
                .as("device nodes can be made here, which takes root")
                .exists();
        assertThat(driver().commands(TwoHosts.move())).anyMatch(line -> line.endsWith(" evac-tar"));
    }

    @Test
    void itSaysThatATreeIsRelayedToAHostThatIsNotReached() throws Exception {
        sshd.close();
        assertThat(driver().commands(TwoHosts.move())).anyMatch(line -> line.endsWith("(relayed)"));
    }

    @Test
    void itObjectsToATarStreamThatIsForcedWhereTheSourceHasNoSsh() throws Exception {
        LocalShell poor = new LocalShell(Programs.without(dir, "ssh").toString());
        direct = new DirectHosts(dir, new TwoHosts(dir, poor, new LocalShell()), sshd);
        direct.beta = direct.host("8Gbit", Map.of("transfer", "tar"));
        assertThat(driver().objections(TwoHosts.move()))
                .anyMatch(no -> no.code().equals("EVAC-325") && no.reason().contains("alpha lacks ssh"));
    }
}

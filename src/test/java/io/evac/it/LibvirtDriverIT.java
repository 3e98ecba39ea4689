package io.evac.it;

import io.evac.driver.DriverContract;
import io.evac.driver.Rig;
import io.evac.it.KillingJournal.Boundary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The contract of drivers, kept by real domains on real libvirt hosts. {@code -Devac.it.full=true} lets the orchestrator die
 * behind the effect of each phase, too: a successor finds that as in front of the next.
 */
class LibvirtDriverIT extends DriverContract {
    @TempDir
    private static Path folder;

    private static LibvirtHosts hosts;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = new LibvirtHosts(2, folder);
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    protected static Stream<Arguments> deaths() {
        return DriverContract.deaths()
                .filter(death -> Boolean.getBoolean("evac.it.full") || death.get()[1] == Boundary.AFTER_INTENT);
    }

    /** Where the domain has its disk. */
    String directory() {
        return LibvirtHosts.IMAGES;
    }

    @Override
    protected Rig rig() throws Exception {
        return new LibvirtRig(hosts, directory());
    }
}

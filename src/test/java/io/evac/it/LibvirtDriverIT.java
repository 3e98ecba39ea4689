package io.evac.it;

import io.evac.driver.DriverContract;
import io.evac.driver.Rig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract of drivers, kept by real domains on real libvirt hosts. */
@Tag("alone")
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

    /** Where the domain has its disk. */
    String directory() {
        return LibvirtHosts.IMAGES;
    }

    @Override
    protected Rig rig() throws Exception {
        return new LibvirtRig(hosts, directory());
    }
}

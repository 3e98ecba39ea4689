package io.evac.it;

import io.evac.driver.DriverContract;
import io.evac.driver.Rig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on real OpenSSH hosts, with a real process that counts. */
class FilesDriverIT extends DriverContract {
    @TempDir
    private static Path folder;

    private static TestHosts hosts;

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = TestHosts.start(2, folder);
        System.out.println("FilesDriverIT runs on " + hosts.getClass().getSimpleName());
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @Override
    protected Rig rig() throws Exception {
        return new FilesRig(hosts);
    }
}

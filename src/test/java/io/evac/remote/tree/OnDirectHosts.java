package io.evac.remote.tree;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two fresh hosts for each test, of which the first reaches the second's sshd, which is real. */
public abstract class OnDirectHosts {
    @TempDir
    protected Path dir;

    protected LoopbackSshd sshd;
    protected DirectHosts direct;

    @BeforeEach
    void startSshd() throws Exception {
        assumeThat(LoopbackSshd.PROGRAM).as("sshd is installed").exists();
        sshd = new LoopbackSshd(dir.resolve("sshd"));
        direct = new DirectHosts(dir, new TwoHosts(dir, new LocalShell(), new LocalShell()), sshd);
    }

    @AfterEach
    void stopSshd() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }
}

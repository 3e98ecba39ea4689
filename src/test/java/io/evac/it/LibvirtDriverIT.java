package io.evac.it;

import io.evac.driver.DriverContract;
import io.evac.driver.Rig;
import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The contract of drivers, kept by real domains on real libvirt hosts. {@code -Devac.it.full=true} lets the orchestrator die
 * behind the effect of each phase, too (a successor finds that as in front of the next), and dies and undoes in every phase.
 */
class LibvirtDriverIT extends DriverContract {
    @TempDir
    private static Path folder;

    private static final boolean FULL = Boolean.getBoolean("evac.it.full");

    /** What is undone behind one of them has those before it to undo, too. */
    private static final Set<Phase> SOME = EnumSet.of(Phase.QUIESCE, Phase.ACTIVATE, Phase.FINALIZE);

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
                .filter(death ->
                        FULL || death.get()[1] == Boundary.AFTER_INTENT && SOME.contains((Phase) death.get()[0]));
    }

    protected static Stream<Phase> undone() {
        return DriverContract.undone().filter(phase -> FULL || SOME.contains(phase));
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

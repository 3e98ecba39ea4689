package io.evac.it;

import io.evac.plan.MigrationType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * The contract of drivers, kept by real domains whose disks both hosts have: nothing but memory travels. By {@code
 * -Dit.test=LibvirtSharedIT} alone; it takes six minutes.
 */
@Tag("alone")
class LibvirtSharedIT extends LibvirtLiveIT {
    @Override
    String directory() {
        return LibvirtHosts.SHARED;
    }

    @Override
    protected MigrationType rounds() {
        return MigrationType.LIVE;
    }

    static Stream<MigrationType> types() {
        return Stream.of(MigrationType.LIVE, MigrationType.COLD);
    }
}

package io.evac.it;

import io.evac.plan.MigrationType;
import java.util.stream.Stream;

/** The contract of drivers, kept by real domains that are handed over while they run. */
class LibvirtLiveIT extends LibvirtDriverIT {
    @Override
    protected MigrationType rounds() {
        return MigrationType.LIVE_BLOCK;
    }

    static Stream<MigrationType> types() {
        return Stream.of(MigrationType.LIVE_BLOCK);
    }
}

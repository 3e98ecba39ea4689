package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import io.evac.plan.MigrationType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The contract of drivers, kept by real domains that are handed over while they run. The other phases are those of a
 * semi-live move, and die in {@link LibvirtDriverIT}; {@code -Devac.it.full=true} has them die here, too. Run by {@code
 * -Dit.test} alone: {@link LibvirtFaultsIT} and {@link LibvirtEvacuationIT} hand over, too.
 */
@Tag("alone")
class LibvirtLiveIT extends LibvirtDriverIT {
    private static final List<Phase> ITS_OWN = List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);

    @Override
    protected MigrationType rounds() {
        return MigrationType.LIVE_BLOCK;
    }

    static Stream<MigrationType> types() {
        return Stream.of(MigrationType.LIVE_BLOCK);
    }

    protected static Stream<Arguments> deaths() {
        List<Phase> phases = Boolean.getBoolean("evac.it.full") ? List.of(Phase.values()) : ITS_OWN;
        return phases.stream()
                .flatMap(phase -> Stream.of(Boundary.AFTER_INTENT, Boundary.AFTER_EFFECT)
                        .map(boundary -> Arguments.of(phase, boundary)));
    }
}

package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import java.util.List;
import java.util.stream.Stream;

/** The cells of the matrix of domains: one guest each, so its move is the first and only one. */
final class DomainCells {
    private static final List<Fault> FAULTS = List.of(
            Fault.DAEMON_KILLED,
            Fault.SOURCE_CUT,
            Fault.DESTINATION_CUT,
            Fault.SOURCE_POWER_LOST,
            Fault.DESTINATION_POWER_LOST,
            Fault.BOTH_POWER_LOST,
            Fault.DESTINATION_FULL,
            Fault.SOURCE_LIBVIRTD_KILLED,
            Fault.DESTINATION_LIBVIRTD_KILLED);
    private static final List<Phase> SYNC = List.of(Phase.FULL_SYNC, Phase.INCREMENTAL_SYNC);
    private static final List<Phase> CUTOVER =
            List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE, Phase.VERIFY);
    private static final List<String> TYPES = List.of("semi-live", "live", "live+block", "warm", "cold");

    private DomainCells() {}

    /**
     * Every fault in every phase of every type. What strikes a host behind the effect of a phase finds it as in front of the
     * next phase's, whoever has noted the effect; so behind it there are only the daemon's own death, and all faults in the
     * last phase. Of one type: behind that phase no driver is asked any more.
     */
    static Stream<FaultCell> all() {
        Stream<FaultCell> plain = Stream.of(Boundary.AFTER_INTENT, Boundary.AFTER_EFFECT)
                .flatMap(side -> TYPES.stream()
                        .flatMap(type -> phases(type)
                                .flatMap(phase -> faults(type)
                                        .filter(fault -> side == Boundary.AFTER_INTENT
                                                || fault == Fault.DAEMON_KILLED
                                                || phase == Phase.VERIFY && type.equals("semi-live"))
                                        .map(fault -> of(fault, phase, side, type)))));
        // A guest is not asked whether it is handed over, and what a destination has no room for does not travel.
        return Stream.concat(
                plain,
                TYPES.stream()
                        .filter(type -> !type.startsWith("live"))
                        .map(type -> of(Fault.GUEST_REFUSES, Phase.QUIESCE, type)));
    }

    private static Stream<Fault> faults(String type) {
        return FAULTS.stream().filter(fault -> !type.equals("live") || fault != Fault.DESTINATION_FULL);
    }

    private static Stream<Phase> phases(String type) {
        return type.equals("cold") ? CUTOVER.stream() : Stream.concat(SYNC.stream(), CUTOVER.stream());
    }

    /** What CI has time for: every fault, every phase and every type, the cutover most. */
    static Stream<FaultCell> few() {
        return Stream.of(
                of(Fault.DAEMON_KILLED, Phase.FENCE, "semi-live"),
                of(Fault.SOURCE_LIBVIRTD_KILLED, Phase.QUIESCE, "semi-live"),
                of(Fault.DESTINATION_FULL, Phase.ACTIVATE, "semi-live"),
                of(Fault.SOURCE_POWER_LOST, Phase.FINAL_SYNC, "warm"),
                of(Fault.DESTINATION_POWER_LOST, Phase.VERIFY, "cold"),
                of(Fault.SOURCE_CUT, Phase.INCREMENTAL_SYNC, "warm"),
                of(Fault.DESTINATION_CUT, Phase.FULL_SYNC, "semi-live"),
                of(Fault.DAEMON_KILLED, Phase.QUIESCE, Boundary.AFTER_EFFECT, "live+block"),
                of(Fault.BOTH_POWER_LOST, Phase.FENCE, Boundary.AFTER_EFFECT, "semi-live"),
                of(Fault.DESTINATION_LIBVIRTD_KILLED, Phase.QUIESCE, "live"),
                of(Fault.GUEST_REFUSES, Phase.QUIESCE, "cold"));
    }

    private static FaultCell of(Fault fault, Phase phase, String type) {
        return of(fault, phase, Boundary.AFTER_INTENT, type);
    }

    private static FaultCell of(Fault fault, Phase phase, Boundary side, String type) {
        return new FaultCell(fault, phase, side, type, 1);
    }
}

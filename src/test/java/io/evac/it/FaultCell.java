package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One cell of a matrix: which fault, and where a move of the run is then.
 *
 * @param type of the moves
 * @param move which of the run's moves it is that gets there first, second …
 */
record FaultCell(Fault fault, Phase phase, Boundary boundary, String type, int move) {
    private static final String SEMI_LIVE = "semi-live";
    private static final List<Fault> OF_FILES = Arrays.stream(Fault.values())
            .filter(fault -> !fault.ofHypervisors())
            .toList();
    private static final List<Phase> OUTSIDE =
            List.of(Phase.RESERVE, Phase.FULL_SYNC, Phase.INCREMENTAL_SYNC, Phase.VERIFY);
    private static final List<Phase> CUTOVER = List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);
    private static final List<Boundary> AROUND = List.of(Boundary.AFTER_INTENT, Boundary.AFTER_EFFECT);

    /** Of files: the second of four moves. */
    private static FaultCell of(Fault fault, Phase phase, Boundary boundary) {
        return new FaultCell(fault, phase, boundary, SEMI_LIVE, 2);
    }

    /** Every fault in every phase, before its effect and behind it. */
    static Stream<FaultCell> all() {
        List<Phase> phases =
                Stream.concat(OUTSIDE.stream(), CUTOVER.stream()).sorted().toList();
        return AROUND.stream()
                .flatMap(boundary ->
                        phases.stream().flatMap(phase -> OF_FILES.stream().map(fault -> of(fault, phase, boundary))));
    }

    /** What CI has time for: every fault in the cutover, every other one before or after it, too; every phase. */
    static Stream<FaultCell> few() {
        return IntStream.range(0, OF_FILES.size()).boxed().flatMap(number -> {
            Fault fault = OF_FILES.get(number);
            Phase outside = OUTSIDE.get(number / 2 % OUTSIDE.size());
            FaultCell inside = of(fault, CUTOVER.get(number % CUTOVER.size()), AROUND.get((number / 2 + 1) % 2));
            return number % 2 == 0
                    ? Stream.of(of(fault, outside, AROUND.get(number / 4 % 2)), inside)
                    : Stream.of(inside);
        });
    }

    /** Where the move is held. */
    String place() {
        return phase.word() + ":" + side() + ":" + move;
    }

    String side() {
        return boundary.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nothing can move it: it is not stopped by anything but its own will. */
    boolean staysAtHome() {
        return fault == Fault.GUEST_REFUSES && !type.equals("warm");
    }

    @Override
    public String toString() {
        return fault.word() + " at " + place();
    }
}

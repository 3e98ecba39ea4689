package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One cell of the matrix: which fault, and where the second move of the run is then. */
record FaultCell(Fault fault, Phase phase, Boundary boundary) {
    private static final List<Phase> BEFORE = List.of(Phase.RESERVE, Phase.FULL_SYNC, Phase.INCREMENTAL_SYNC);
    private static final List<Phase> CUTOVER = List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);
    private static final List<Boundary> AROUND = List.of(Boundary.AFTER_INTENT, Boundary.AFTER_EFFECT);

    /** Every fault in every phase, before its effect and behind it. */
    static Stream<FaultCell> all() {
        List<Phase> phases = Stream.of(BEFORE, CUTOVER, List.of(Phase.VERIFY))
                .flatMap(List::stream)
                .toList();
        return AROUND.stream()
                .flatMap(boundary -> phases.stream()
                        .flatMap(phase ->
                                Arrays.stream(Fault.values()).map(fault -> new FaultCell(fault, phase, boundary))));
    }

    /** Every fault before, in and after the cutover; every phase; every fault on both sides of an effect. */
    static Stream<FaultCell> pairs() {
        return IntStream.range(0, Fault.values().length).boxed().flatMap(number -> {
            Fault fault = Fault.values()[number];
            return Stream.of(
                    new FaultCell(fault, BEFORE.get(number % BEFORE.size()), AROUND.get(number % AROUND.size())),
                    new FaultCell(fault, CUTOVER.get(number % CUTOVER.size()), AROUND.get((number / 2 + 1) % 2)),
                    new FaultCell(fault, Phase.VERIFY, AROUND.get((number + 1) % AROUND.size())));
        });
    }

    /** Where the second move is held. */
    String place() {
        return phase.word() + ":" + boundary.name().toLowerCase(Locale.ROOT).replace('_', '-') + ":2";
    }

    @Override
    public String toString() {
        return fault.word() + " at " + place();
    }
}

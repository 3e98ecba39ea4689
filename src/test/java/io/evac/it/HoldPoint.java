package io.evac.it;

import io.evac.it.KillingJournal.Boundary;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Where a test daemon holds one move, says so, and goes on when its test says so; everything else of it goes on. */
final class HoldPoint {
    private final Phase phase;
    private final Boundary boundary;
    private final int count;
    private final Signals signals;
    private final Set<MoveId> seen = new HashSet<>();

    private HoldPoint(Phase phase, Boundary boundary, int count, Signals signals) {
        this.phase = phase;
        this.boundary = boundary;
        this.count = count;
        this.signals = signals;
    }

    /** @param text e.g. {@code fence:after-intent:2}: the second move that gets there */
    static HoldPoint parse(String text, Path signals) {
        String[] parts = text.split(":");
        Phase phase = Arrays.stream(Phase.values())
                .filter(p -> p.word().equals(parts[0]))
                .findFirst()
                .orElseThrow();
        return new HoldPoint(
                phase,
                Boundary.valueOf(parts[1].toUpperCase(Locale.ROOT).replace('-', '_')),
                Integer.parseInt(parts[2]),
                new Signals(signals));
    }

    void reached(MoveId move, Phase at, Boundary where) {
        if (at == phase && where == boundary && last(move)) {
            signals.tell(move.value());
            signals.await();
        }
    }

    /** Whether this move is the one; a move that gets there again counts once. */
    private synchronized boolean last(MoveId move) {
        return seen.add(move) && seen.size() == count;
    }
}

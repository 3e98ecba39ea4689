package io.evac.simulation;

import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal.MoveRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A story point by point, for whoever looks for what broke it. */
final class Telling implements Audience {
    private final Clock clock;
    private final List<String> told = new ArrayList<>();

    Telling(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void calls(InstanceRef ref, String call) {
        tell("  " + call + " on " + ref);
    }

    @Override
    public void fault(Kind kind, long point, String where) {
        tell("*** " + kind + " at point " + point + ", " + where);
    }

    @Override
    public void saw(InstanceRef ref, String what) {
        tell("    " + ref + " " + what);
    }

    @Override
    public void writes(Installation whose, MoveRecord record, String what, boolean after) {
        tell("  " + (after ? "after " : "before ") + what);
    }

    @Override
    public void says(String who, String what) {
        tell(who + ": " + what);
    }

    private void tell(String what) {
        told.add(clock.millis() % 100_000_000 + " " + what);
    }

    @Override
    public String toString() {
        return String.join("\n", told);
    }
}

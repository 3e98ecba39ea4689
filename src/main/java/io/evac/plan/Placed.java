package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.Comparator;

/** A departure with its destination decided; what is missing to a move is its place in the plan. */
record Placed(Departure departure, HostName to, MigrationType type, Estimate estimate, String why) {
    /** Higher priority first, then the largest, then by name. */
    static final Comparator<Placed> ORDER = Comparator.comparingInt(
                    (Placed placed) -> placed.departure().row().priority())
            .thenComparingLong(placed -> placed.estimate().bytes())
            .reversed()
            .thenComparing(placed -> placed.departure().ref());

    Move move(MoveId id, int band, int order) {
        return new Move(
                id,
                departure.row().line(),
                departure.ref(),
                to,
                type,
                departure.row().priority(),
                departure.need(),
                departure.diskSize(),
                departure.downtime(),
                departure.notBefore(),
                departure.row().owner(),
                departure.running(),
                departure.instance().fingerprint(),
                band,
                order,
                estimate,
                why);
    }
}

package io.evac.plan;

import io.evac.inventory.HostName;
import io.evac.inventory.Rate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A departure with its destination decided; what is missing to a move is its place in the plan.
 *
 * @param in what its destination can take
 * @param types that it may be carried by, the best first; never empty
 * @param refused better types, and what the drivers had against each
 */
record Placed(Departure departure, HostName to, Rate in, List<MigrationType> types, String why, List<Refused> refused) {
    /** A type that something stands against. */
    record Refused(MigrationType type, List<Objection> errors) {
        @Override
        public String toString() {
            return "not " + type + " (" + errors.getFirst().code() + ")";
        }
    }

    /** Higher priority first, then the largest, then by name. */
    static final Comparator<Placed> ORDER = Comparator.comparingInt(
                    (Placed placed) -> placed.departure().row().priority())
            .thenComparingLong(placed -> placed.estimate().bytes())
            .reversed()
            .thenComparing(placed -> placed.departure().ref());

    MigrationType type() {
        return types.getFirst();
    }

    Estimate estimate() {
        return Estimator.estimate(departure, type(), in);
    }

    /** The same by its next type. */
    Placed next(List<Objection> errors) {
        List<Refused> all = new ArrayList<>(refused);
        all.add(new Refused(type(), errors));
        return new Placed(departure, to, in, types.subList(1, types.size()), why, all);
    }

    Placed because(String reason) {
        return new Placed(departure, to, in, types, reason, refused);
    }

    /** What refuses it at last: these, unless they are of this type alone and so say less than what was against the best. */
    List<Objection> gravest(List<Objection> errors) {
        boolean ofType = !refused.isEmpty() && errors.stream().allMatch(Objection::ofType);
        return ofType ? refused.getFirst().errors() : errors;
    }

    /** Why there, and where there was a choice, why so. */
    private String reason() {
        if (!refused.isEmpty()) {
            return why + " By " + type() + ", "
                    + refused.stream().map(Refused::toString).collect(Collectors.joining(", ")) + ".";
        }
        boolean chosen = departure.types().size() > 1;
        String because =
                departure.running() ? ": the least downtime of " + words(departure.types()) : ": it does not run";
        return chosen ? why + " By " + type() + because + unasked() + "." : why;
    }

    /** What would be shorter, and is chosen only for those who ask for it. */
    private String unasked() {
        List<MigrationType> more = departure.instance().types().stream()
                .map(MigrationType::new)
                .filter(type -> !type.chosenUnasked())
                .toList();
        return departure.running() && !more.isEmpty()
                ? "; " + words(more) + " would not stop it, and is for those who ask for it"
                : "";
    }

    private static String words(List<MigrationType> types) {
        return types.stream().map(MigrationType::value).collect(Collectors.joining(", "));
    }

    Move move(MoveId id, int band, int order) {
        return new Move(
                id,
                departure.row().line(),
                departure.ref(),
                to,
                type(),
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
                estimate(),
                reason());
    }
}

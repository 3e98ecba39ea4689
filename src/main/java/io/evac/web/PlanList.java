package io.evac.web;

import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.util.stream.Collectors;

/** A plan's moves as a list again, each with its destination; names in it need no quotes. */
final class PlanList {
    private PlanList() {}

    static String csv(Plan plan) {
        return plan.moves().stream()
                .map(PlanList::row)
                .collect(Collectors.joining("\n", "instance,host,destination,type,downtime\n", "\n"));
    }

    private static String row(Move move) {
        return String.join(
                ",",
                move.instance().name().value(),
                move.from().value(),
                move.to().value(),
                move.type().value(),
                move.downtime().toMillis() / 1000 + "s");
    }
}

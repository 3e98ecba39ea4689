package io.evac.run;

import io.evac.inventory.Texts;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the moves that a command names. */
final class MoveSelection {
    private MoveSelection() {}

    /**
     * The moves of these instances, written {@code instance} or {@code host/instance}; all moves when none is named.
     *
     * @throws Runs.RefusedException for a name that no move has, or that two have
     */
    static List<Move> of(Plan plan, List<String> instances) {
        if (instances.isEmpty()) {
            return plan.moves();
        }
        Set<Move> chosen = new LinkedHashSet<>();
        instances.forEach(name -> chosen.add(one(plan, name)));
        return List.copyOf(chosen);
    }

    private static Move one(Plan plan, String name) {
        List<Move> found = plan.moves().stream()
                .filter(move -> name.equals(move.instance().name().value())
                        || name.equals(move.instance().toString())
                        || name.equals(move.id().value()))
                .toList();
        if (found.isEmpty()) {
            throw new Runs.RefusedException(
                    1,
                    "EVAC-502",
                    "no instance " + Texts.quoted(name) + " in this run",
                    "Maybe look with: evac show " + plan.id());
        }
        if (found.size() > 1) {
            throw new Runs.RefusedException(
                    1,
                    "EVAC-503",
                    name + " is on " + found.size() + " hosts of this run",
                    "Maybe name it as " + found.getFirst().instance());
        }
        return found.getFirst();
    }
}

package io.evac.run;

import io.evac.inventory.Texts;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.Plan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /**
     * Of these, the moves that a command can be for.
     *
     * @param rule what the command is for, for people
     * @throws Runs.RefusedException when it names one that it cannot be for
     */
    static List<Move> fitting(
            Plan plan, List<String> instances, Predicate<Move> fits, String rule, Function<Move, MoveState> state) {
        List<Move> chosen = of(plan, instances);
        List<Move> fitting = chosen.stream().filter(fits).toList();
        if (!instances.isEmpty() && fitting.size() < chosen.size()) {
            String others = chosen.stream()
                    .filter(move -> !fitting.contains(move))
                    .map(move -> move.instance() + " is " + state.apply(move).word())
                    .collect(Collectors.joining(", "));
            throw new Runs.RefusedException(
                    1, "EVAC-515", others + ": " + rule + "; nothing was done", "Maybe look at it with: evac status");
        }
        return fitting;
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

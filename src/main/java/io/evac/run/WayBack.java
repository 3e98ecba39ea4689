package io.evac.run;

import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.run.RunStore.Passage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has left a host in runs and not come back, as the list of its way home. */
final class WayBack {
    private static final String HEADER = "instance,host,destination,priority,downtime,owner\n";
    private final RunStore runs;
    private final PlanStore plans;

    WayBack(RunStore runs, PlanStore plans) {
        this.runs = runs;
        this.plans = plans;
    }

    /** @throws Runs.RefusedException when nothing is away */
    Plans.Request request(HostName home, Set<String> accept) {
        List<Move> away = away(home);
        if (away.isEmpty()) {
            throw new Runs.RefusedException(
                    1,
                    "EVAC-570",
                    "nothing that has left " + home + " in a run is still away",
                    "Maybe it is home already, or it was moved by hand: write a list with " + home + " as destination");
        }
        String csv = away.stream().map(WayBack::row).collect(Collectors.joining("", HEADER, ""));
        return new Plans.Request(
                "restore " + home, csv.getBytes(StandardCharsets.UTF_8), Policy.DEFAULT, List.of(), accept);
    }

    /**
     * Of each name the last one that left; whether it is still where it went is seen by the planner. A guest that goes back
     * to where it came from is on its own way home, by whatever list, and does not leave this host for good.
     */
    private List<Move> away(HostName home) {
        Map<PlanId, Map<MoveId, Move>> known = new HashMap<>();
        Map<InstanceName, Move> away = new LinkedHashMap<>();
        Map<InstanceName, HostName> guests = new HashMap<>();
        for (Passage passage : runs.passages(home)) {
            Move move = known.computeIfAbsent(passage.plan(), this::moves).get(passage.move());
            if (move == null) {
                throw new IllegalStateException("run with a move " + passage.move() + " that its plan does not have");
            }
            InstanceName name = move.instance().name();
            if (move.from().equals(home)) {
                away.remove(name);
                if (!guests.remove(name, move.to())) {
                    away.put(name, move);
                }
            } else if (away.remove(name) == null) {
                guests.put(name, move.from());
            }
        }
        return List.copyOf(away.values());
    }

    private Map<MoveId, Move> moves(PlanId plan) {
        return plans.find(plan).map(Plan::moves).orElse(List.of()).stream()
                .collect(Collectors.toMap(Move::id, Function.identity()));
    }

    private static String row(Move move) {
        return Stream.of(
                                move.instance().name().value(),
                                move.to().value(),
                                move.from().value(),
                                Integer.toString(move.priority()),
                                Durations.text(move.downtime()),
                                move.owner().orElse(""))
                        .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(","))
                + "\n";
    }
}

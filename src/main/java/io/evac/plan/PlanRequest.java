package io.evac.plan;

import io.evac.list.EvacuationList;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything a plan is made from; nothing else is looked at.
 *
 * @param adviser asked for each place and type that a move may have, the best first, several moves at a time; the move's
 *     id is provisional. Thread-safe
 * @param created the moment of planning: the rates of that time of day are counted with
 */
public record PlanRequest(
        EvacuationList list,
        World world,
        Policy policy,
        Choices choices,
        Function<Move, List<Objection>> adviser,
        Instant created) {

    /**
     * What the operator chose for this plan.
     *
     * @param select {@code key=value} terms (host, instance, owner, type), all of which must hold; empty for all
     * @param accept codes of objections that are accepted
     * @param reservePercent share of each destination's capacity that stays free, 0 to 90
     * @param zone of local cutover times and of the hosts' bandwidth timetables
     */
    public record Choices(List<String> select, Set<String> accept, int reservePercent, ZoneId zone) {
        /** Free share kept on each destination unless told otherwise. */
        public static final int DEFAULT_RESERVE_PERCENT = 5;

        /** @throws IllegalArgumentException for an impossible reserve */
        public Choices {
            select = List.copyOf(select);
            accept = Set.copyOf(accept);
            if (reservePercent < 0 || reservePercent > 90) {
                throw new IllegalArgumentException(
                        "not a reserve: " + reservePercent + " %. Maybe a share from 0 to 90");
            }
        }

        /** Everything selected, nothing accepted, the default reserve. */
        public static Choices in(ZoneId zone) {
            return new Choices(List.of(), Set.of(), DEFAULT_RESERVE_PERCENT, zone);
        }
    }

    /** Without a driver's advice: the planner's own rules only. */
    public static PlanRequest unadvised(
            EvacuationList list, World world, Policy policy, Choices choices, Instant created) {
        return new PlanRequest(list, world, policy, choices, move -> List.of(), created);
    }
}

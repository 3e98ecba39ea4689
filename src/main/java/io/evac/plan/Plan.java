package io.evac.plan;

import java.time.Instant;
import java.util.List;

/**
 * The decided whole: every row of the list is exactly one move or one refusal (a {@code *} row: one per instance).
 *
 * @param list the list's file name, for people
 * @param created when it was made; not part of the digest
 * @param warnings what an operator should read before applying it
 */
public record Plan(
        PlanId id,
        PlanDigest digest,
        String list,
        Instant created,
        Policy policy,
        List<Move> moves,
        List<Refusal> refusals,
        List<HostLoad> hosts,
        List<String> warnings) {
    public Plan {
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
        hosts = List.copyOf(hosts);
        warnings = List.copyOf(warnings);
    }
}

package io.evac.plan;

import io.evac.inventory.HostName;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

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

    /**
     * The same decisions as another plan, for what they decided before is over; a run of it is a run of its own.
     *
     * @param occasion from 2
     */
    public Plan onOccasion(int occasion) {
        PlanId another = PlanId.of(digest, occasion);
        List<Move> renamed = moves.stream()
                .map(move -> move.named(MoveId.of(another, move.id().number())))
                .toList();
        return new Plan(another, digest, list, created, policy, renamed, refusals, hosts, warnings);
    }

    /** The same plan, told as the same decisions on a later look at the world are: in all that decides nothing. */
    public Plan toldAs(Plan later) {
        return new Plan(id, digest, list, created, policy, moves, later.refusals, later.hosts, later.warnings);
    }

    /** The same, told without the other hosts and without warnings, which may name them; its digest has neither. */
    public Plan toldOf(Predicate<HostName> mine) {
        List<HostLoad> some =
                hosts.stream().filter(load -> mine.test(load.host())).toList();
        return new Plan(id, digest, list, created, policy, moves, refusals, some, List.of());
    }
}

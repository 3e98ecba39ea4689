package io.evac.report;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan as people and scripts read it: the JSON of the contract.
 *
 * @param counts {@code moves}, {@code refused} and {@code total}
 */
public record PlanReport(
        int schemaVersion,
        String id,
        String digest,
        String list,
        OffsetDateTime created,
        List<PlannedMove> moves,
        List<PlannedRefusal> refusals,
        List<PlannedHost> hosts,
        List<String> warnings,
        Map<String, Integer> counts) {
    public PlanReport {
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
        hosts = List.copyOf(hosts);
        warnings = List.copyOf(warnings);
        counts = Map.copyOf(counts);
    }

    /**
     * A row that becomes a move.
     *
     * @param bytesTotal what will be sent; an estimate, like the two times
     * @param downtimeBudgetMillis never exceeded silently
     * @param running whether the instance ran when the plan was made
     */
    public record PlannedMove(
            String id,
            int row,
            String instance,
            String from,
            String to,
            String type,
            String state,
            int band,
            int order,
            boolean running,
            long bytesTotal,
            long transferMillis,
            long downtimeMillis,
            long downtimeBudgetMillis,
            Optional<OffsetDateTime> notBefore,
            Optional<String> owner,
            String why) {}

    /** A row that does not become a move. */
    public record PlannedRefusal(int row, String instance, String host, String code, String reason, String remedy) {}

    /** What a host has and gives before and after the plan. */
    public record PlannedHost(String host, int leaving, int arriving, Amount capacity, Amount before, Amount after) {}

    /** Memory and disk in bytes. */
    public record Amount(int cpus, long memory, long disk) {}
}
